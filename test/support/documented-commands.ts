/** Finds the commands that the documents tell readers to type. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export interface DocumentedCommand {
  /** As written there, without a trailing comment. */
  command: string;
  document: string;
}

/** Folders without documents of ours, or with copies. */
const left = new Set(["node_modules", "dist", "build", "out", "fixtures", "samples"]);

/** Every command in a `sh` block, an indented block or between backquotes, once per document. */
export function documentedCommands(repository: string): DocumentedCommand[] {
  return documents(repository).flatMap((file) => {
    const document = relative(repository, file).replaceAll("\\", "/");
    const commands = commandsIn(readFileSync(file, "utf8"));
    return [...new Set(commands)].map((command) => ({ command, document }));
  });
}

function documents(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return left.has(entry.name) || entry.name.startsWith(".") ? [] : documents(path);
    }
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

const fence = /^```(\w*)[^\n]*\n([\s\S]*?)^```/gm;
const shells = new Set(["sh", "bash", "shell", "console"]);

export function commandsIn(markdown: string): string[] {
  const inBlocks = [...markdown.matchAll(fence)].flatMap(([, language = "", block = ""]) =>
    shells.has(language) ? blockLines(block) : [],
  );
  const prose = markdown.replaceAll(fence, "");
  const indented = [...prose.matchAll(/^ {4}(\S.*)$/gm)]
    .flatMap(([, line = ""]) => blockLines(line))
    .filter(isCommand);
  const quoted = [...prose.matchAll(/`([^`\n]+)`/g)]
    .map(([, code = ""]) => code.trim())
    .filter(isCommand);
  return [...inBlocks, ...indented, ...quoted];
}

function blockLines(block: string): string[] {
  return block
    .replaceAll(/\s*\\\n\s*/g, " ")
    .split("\n")
    .map((line) =>
      line
        .replace(/^\$ /, "")
        .replace(/(^|\s+)# .*$/, "")
        .trim(),
    )
    .filter((line) => line !== "");
}

const programs = new Set([
  "npm",
  "npx",
  "node",
  "tiller",
  "python3",
  "pip",
  "bash",
  "sh",
  "code",
  "apt-get",
  "git",
]);

/** A program in this repository, and what it should do; its name alone is not a command. */
function isCommand(code: string): boolean {
  const [, program = ""] = /^(?:[A-Z_]+=\S+ )*(\S+) \S/.exec(code) ?? [];
  return programs.has(program) || /^(?:\.\/)?[\w./-]+\/[\w.-]+\.(?:sh|py|mjs|ts)$/.test(program);
}
