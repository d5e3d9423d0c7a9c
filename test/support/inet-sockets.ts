/** The sockets by which a process could speak over a network, as Linux tells them. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Column of a socket's inode in the system's tables, and of its own address and port. */
const INODE = 9;
const LOCAL = 1;
const TABLES = ["tcp", "tcp6", "udp", "udp6"];

/** The local port of each socket of the process that is one of TCP or UDP; pipes are none. */
export function inetPorts(id: number): number[] {
  const inodes = readdirSync(`/proc/${id}/fd`).map((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${id}/fd/${fd}`))?.[1];
    } catch {
      // Closed meanwhile.
      return undefined;
    }
  });
  return TABLES.flatMap((table) =>
    readFileSync(`/proc/${id}/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => inodes.includes(fields[INODE] ?? ""))
      .map((fields) => Number.parseInt(fields[LOCAL]?.split(":")[1] ?? "", 16)),
  );
}
