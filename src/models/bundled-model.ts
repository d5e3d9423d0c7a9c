/** The model that comes with the extension. */
import { join } from "node:path";
import { starter } from "./starter.js";

/** @param packageRoot the folder that holds `model/` */
export function bundledModelPath(packageRoot: string): string {
  return join(packageRoot, "model", starter.file);
}
