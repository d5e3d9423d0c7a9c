/** What a run leaves behind or keeps busy, as Linux tells it. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

export interface Process {
  id: number;
  commandLine: string;
}

/** The processes whose environment names the folder: those of one run, if the folder is its own. */
export function processesUsing(folder: string): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && read(name, "environ").includes(folder))
    .map((id) => ({
      id: Number(id),
      commandLine: read(id, "cmdline").replaceAll("\0", " ").trim(),
    }));
}

/** Files that a process has open, mapped into its memory, or works in. */
export function filesOf(id: number): string[] {
  const open = links(join("/proc", String(id), "fd"));
  const mapped = read(String(id), "maps").match(/\/.*$/gm) ?? [];
  const places = ["cwd", "exe"].map((name) => link(join("/proc", String(id), name)));
  return [...new Set([...open, ...mapped, ...places])].filter((path) => path.startsWith("/"));
}

function links(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => link(join(folder, name)));
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/** Processor time a process has used, in clock ticks (10 ms on every common Linux). */
export function processorTicks(id: number): number {
  // After the name, which is in parentheses and may hold anything, come fields 3 and up.
  const fields = read(String(id), "stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  const [utime, stime] = [fields[11], fields[12]];
  return Number(utime) + Number(stime);
}

/** Empty for a process that ended meanwhile or belongs to somebody else. */
function read(id: string, file: string): string {
  try {
    return readFileSync(join("/proc", id, file), "utf8");
  } catch {
    return "";
  }
}
