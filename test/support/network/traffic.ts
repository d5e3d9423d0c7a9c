/**
 * What the processes in a network namespace do with the network, as counted by Linux, whatever they
 * are written in and however short-lived a connection is.
 */
import { readFileSync } from "node:fs";

export interface Traffic {
  /** Connections started, and connections accepted by a server in the namespace. */
  connects: number;
  accepts: number;
  /** Datagrams sent, such as name lookups. */
  datagrams: number;
  /** Attempts to reach something unreachable. */
  unreachable: number;
}

/** Counted since the namespace was created. */
export function traffic(): Traffic {
  const four = countersOf("/proc/self/net/snmp");
  const six = countersOf("/proc/self/net/snmp6");
  return {
    connects: four("Tcp ActiveOpens"),
    accepts: four("Tcp PassiveOpens"),
    datagrams: four("Udp OutDatagrams") + six("Udp6OutDatagrams"),
    unreachable: four("Ip OutNoRoutes") + six("Ip6OutNoRoutes"),
  };
}

/** The traffic since `before`. */
export function since(before: Traffic): Traffic {
  const now = traffic();
  const difference = Object.entries(now).map(([name, value]) => [
    name,
    value - before[name as keyof Traffic],
  ]);
  return Object.fromEntries(difference) as Traffic;
}

const TABLES = ["tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet"];

/** The bound or connected sockets in the namespace, one line of the system's tables each. */
export function openSockets(): string[] {
  return TABLES.flatMap((table) =>
    linesOf(`/proc/self/net/${table}`)
      .slice(1)
      .map((line) => `${table} ${line.trim()}`),
  );
}

/**
 * Both formats of the system's files: a line of names before a line of values, or a name on each
 * line.
 */
function countersOf(file: string): (name: string) => number {
  const counters = new Map<string, number>();
  const lines = linesOf(file).map((line) => line.trim().split(/\s+/));
  lines.forEach(([head = "", ...rest], i) => {
    const next = lines[i + 1];
    if (!head.endsWith(":")) counters.set(head, Number(rest[0]));
    else if (next?.[0] === head && Number.isNaN(Number(rest[0]))) {
      for (const [at, name] of rest.entries()) {
        counters.set(`${head.slice(0, -1)} ${name}`, Number(next[at + 1]));
      }
    }
  });
  return (name) => counters.get(name) ?? 0;
}

/** Empty for a file that the system does not have. */
function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}
