/** The sockets through which a process could use a network, as reported by Linux. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Columns in the system's tables for a socket's inode, and for its own address and port. */
const INODE = 9;
const LOCAL = 1;
const TABLES = ["tcp", "tcp6", "udp", "udp6"];

/** The local port of each of the process's TCP and UDP sockets; pipes do not count. */
export function inetPorts(id: number): number[] {
  const inodes = readdirSync(`/proc/${id}/fd`).map((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${id}/fd/${fd}`))?.[1];
    } catch {
      // Closed in the meantime.
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
