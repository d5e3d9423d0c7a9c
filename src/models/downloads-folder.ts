/** Where models go that Tiller downloads. */
import { join } from "node:path";

/** @param cacheDirectory folder for what is made on this machine; a model is kept in it until deleted */
export function downloadsFolder(cacheDirectory: string): string {
  return join(cacheDirectory, "models");
}
