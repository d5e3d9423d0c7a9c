/** The source files that talk to VS Code, and what they name. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readText } from "./manifest.js";

const source = fileURLToPath(new URL("../../../src/", import.meta.url));

/** Rooms whose ids with our prefix are keys of model files, never names that VS Code knows. */
const OTHER_ROOMS = /^(cli|constraints|engine|evaluation|models|native|report|steering)\//;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The files of all rooms. */
export const allSources: SourceFile[] = readdirSync(source, { recursive: true })
  .map((path) => String(path).replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path: `src/${path}`, text: readText(`src/${path}`) }));

export const editorSources = allSources.filter(
  ({ path }) => !OTHER_ROOMS.test(path.slice("src/".length)),
);

/** What the group of the pattern matches, in all of the files or in those that are given. */
export function named(pattern: RegExp, files: readonly SourceFile[] = editorSources): Set<string> {
  return new Set(
    files.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name]) => name ?? "")),
  );
}
