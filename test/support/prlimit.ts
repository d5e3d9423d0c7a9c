/** Limits on a running process, set and removed with util-linux's prlimit. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * From now on, the process cannot make files longer than this; without a number, the limit is
 * removed.
 */
export function limitFileSize(id: number, bytes?: number): void {
  limit(id, "fsize", bytes);
}

/** From now on, the process's address space can grow by at most this much. */
export function limitMoreMemory(id: number, bytes: number): void {
  const [, kilobytes] =
    /^VmSize:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, "utf8")) ?? [];
  limit(id, "as", Number(kilobytes) * 1024 + bytes);
}

/** The soft limit, which can be raised again. */
function limit(id: number, what: string, value?: number): void {
  execFileSync("prlimit", ["--pid", String(id), `--${what}=${value ?? "unlimited"}:unlimited`]);
}
