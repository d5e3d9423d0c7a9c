/** Bounds of a process that runs, set and taken away by util-linux' prlimit. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** From now on the process can make no file longer than that; without a number any file again. */
export function limitFileSize(id: number, bytes?: number): void {
  limit(id, "fsize", bytes);
}

/** From now on the process can have so much more address space, and no more than that. */
export function limitMoreMemory(id: number, bytes: number): void {
  const [, kilobytes] =
    /^VmSize:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, "utf8")) ?? [];
  limit(id, "as", Number(kilobytes) * 1024 + bytes);
}

/** The soft limit, which can be raised again. */
function limit(id: number, what: string, value?: number): void {
  execFileSync("prlimit", ["--pid", String(id), `--${what}=${value ?? "unlimited"}:unlimited`]);
}
