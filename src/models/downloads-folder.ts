/** Where Tiller keeps the models it downloads. */
import { join } from "node:path";

/** @param cacheDirectory folder for data made on this machine; models stay in it until deleted */
export function downloadsFolder(cacheDirectory: string): string {
  return join(cacheDirectory, "models");
}
