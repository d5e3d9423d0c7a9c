/** Bundles must not reveal where they were built. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";

/** @returns the folders on this machine whose paths appear in the file */
export function machinePathsIn(file: string, repository: string): string[] {
  const text = readFileSync(file, "utf8");
  // A home with a single short name, like /root, is a word that may mean anything.
  const folders = [repository.replace(/[\\/]+$/, ""), homedir()].filter((path) => path.length > 6);
  return folders.filter((path) => text.includes(path));
}
