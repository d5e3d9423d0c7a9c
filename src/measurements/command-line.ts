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
  const quote = platform === "win32" ? quotedForWindows : inSingleQuotes;
  const cli = { path: join(packageRoot, "dist", "cli.mjs") };
  return ["node", cli, ...words]
    .map((word) => (typeof word === "string" ? word : quote(word.path)))
    .join(" ");
}

/** What PowerShell reads in double quotes, its typographic ones among them, as more than itself. */
const READ_BY_POWERSHELL = /[$`\u201c-\u201e]/;

/**
 * Paths of Windows hold no double quotes, and cmd and PowerShell both know them; but a name such as
 * `$(calc)` would be run by PowerShell, which takes everything in single quotes for text.
 */
function quotedForWindows(path: string): string {
  if (!READ_BY_POWERSHELL.test(path)) return `"${path}"`;
  return `'${path.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

function inSingleQuotes(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
