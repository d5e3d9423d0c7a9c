/** Bundles must not tell where they were made. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";

/** @returns the folders of this machine whose paths stand in the file */
export function machinePathsIn(file: string, repository: string): string[] {
  const text = readFileSync(file, "utf8");
  // A home of one short name, like /root, is a word that may stand for anything.
  const folders = [repository.replace(/[\\/]+$/, ""), homedir()].filter((path) => path.length > 6);
  return folders.filter((path) => text.includes(path));
}
