/** Tiller's command line as a line for a shell. */
import { join } from "node:path";

/**
 * @param packageRoot folder that holds `dist/`
 * @param words the command and its options, which need no quotes, and paths, which get them
 */
export function commandLine(
  packageRoot: string,
  words: readonly (string | { path: string })[],
  platform: NodeJS.Platform,
): string {
  const quote = platform === "win32" ? inDoubleQuotes : inSingleQuotes;
  const cli = { path: join(packageRoot, "dist", "cli.mjs") };
  return ["node", cli, ...words]
    .map((word) => (typeof word === "string" ? word : quote(word.path)))
    .join(" ");
}

/** Paths of Windows hold no double quotes. */
function inDoubleQuotes(path: string): string {
  return `"${path}"`;
}

function inSingleQuotes(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
