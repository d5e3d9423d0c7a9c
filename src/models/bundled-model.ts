/** The model that comes with the extension. */
import { join } from "node:path";

/** @param packageRoot the folder that holds `model/` */
export function bundledModelPath(packageRoot: string): string {
  return join(packageRoot, "model", "tiller-tiny-f16.gguf");
}
