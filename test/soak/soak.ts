/**
 * Many requests of all kinds to one engine, a quarter of them cancelled somewhere: whether each has
 * exactly one outcome, and what memory, handles and listeners are left of them.
 */
import type { ChildProcess } from "node:child_process";
import { getEventListeners } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../../src/engine/api/client.js";
import { startEngine } from "../support/engine.js";
import { FakeHub, fakeModel } from "../support/fake-hub.js";
import { SeededRandom } from "../support/seeded-random.js";
import { type Ground, nextRequest } from "./requests.js";

/** What is there when nothing is under way. */
export interface Reading {
  requests: number;
  /** Of the engine's process: memory in use, and open files, sockets and pipes. */
  engineMegabytes: number;
  engineHandles: number;
  /** Of this process, which has the client. */
  clientHandles: number;
  clientListeners: number;
}

export interface SoakReport {
  seed: number;
  /** How often each kind was asked for. */
  kinds: Record<string, number>;
  outcomes: Record<"done" | "cancelled" | "failed", number>;
  /** Requests whose engine did not send exactly one outcome, and failures that are no sentences. */
  faults: string[];
  readings: Reading[];
}

const OUTCOMES = ["done", "cancelled", "failed"];
const MOST_AT_ONCE = 3;

/**
 * @param requests how many
 * @param onReading called now and then
 */
export async function soak(
  requests: number,
  seed: number,
  onReading: (reading: Reading) => void = () => {},
): Promise<SoakReport> {
  const random = new SeededRandom(seed);
  const folder = await mkdtemp(join(tmpdir(), "tiller-soak-"));
  const hub = await FakeHub.start();
  const file = "notes-Q4_K_M.gguf";
  hub.put(file, fakeModel(300_000));
  const ground: Ground = { random, folder, hub: hub.endpoint, file };
  const engine = await startEngine();
  const report: SoakReport = {
    seed,
    kinds: {},
    outcomes: { done: 0, cancelled: 0, failed: 0 },
    faults: [],
    readings: [],
  };
  try {
    const soaking = new Soaking(engine.client, ground, report);
    for (let made = 0, due = 0; made < requests; ) {
      const burst = Math.min(1 + random.below(MOST_AT_ONCE), requests - made);
      await Promise.all(Array.from({ length: burst }, () => soaking.one()));
      made += burst;
      if (made < due) continue;
      due = made + requests / 50;
      onReading(soaking.read(made));
    }
    soaking.checkEnd();
  } finally {
    await engine.dispose();
    await hub.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return report;
}

type Client = Awaited<ReturnType<typeof startEngine>>["client"];

class Soaking {
  /** Outcomes that the engine sent, by the request's number. */
  private readonly sent = new Map<number, number>();
  private watched: ChildProcess | undefined;
  private readonly everybody = new AbortController();

  constructor(
    private readonly client: Client,
    private readonly ground: Ground,
    private readonly report: SoakReport,
  ) {}

  async one(): Promise<void> {
    const { client, report, everybody } = this;
    const { random } = this.ground;
    const { name, request } = nextRequest(this.ground);
    report.kinds[name] = (report.kinds[name] ?? 0) + 1;
    const cancel = random.below(4) === 0 ? new AbortController() : undefined;
    const events = random.below(6);
    const milliseconds = random.below(30);
    let seen = 0;
    const happened = () => {
      seen += 1;
      if (seen === events) setTimeout(() => cancel?.abort(), milliseconds);
    };
    const handlers = {
      // Most share one signal, as a window's requests do.
      signal: cancel?.signal ?? everybody.signal,
      onProgress: happened,
      onText: happened,
    };
    const outcome = client.request(request, handlers);
    this.watch();
    if (events === 0) cancel?.abort();
    try {
      report.outcomes[(await outcome).status] += 1;
    } catch (error) {
      report.outcomes.failed += 1;
      const isSentence =
        error instanceof EngineError &&
        error.code !== "engine-died" &&
        /^[^\n]+\.$/.test(error.message);
      if (!isSentence) report.faults.push(`${name}: ${error}`);
    }
  }

  read(requests: number): Reading {
    const id = this.client.processId;
    const status = id === undefined ? "" : readFileSync(`/proc/${id}/status`, "utf8");
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    const reading: Reading = {
      requests,
      engineMegabytes: Number(kilobytes) / 1024,
      engineHandles: id === undefined ? 0 : handles(id),
      clientHandles: handles(process.pid),
      clientListeners: this.listeners(),
    };
    this.report.readings.push(reading);
    return reading;
  }

  checkEnd(): void {
    const { client, report, sent } = this;
    for (const [id, times] of sent) {
      if (times !== 1) report.faults.push(`Request ${id} had ${times} outcomes.`);
    }
    const all = Object.values(report.kinds).reduce((sum, count) => sum + count, 0);
    // Those that were cancelled before they were sent are not known to the engine.
    if (sent.size > all) report.faults.push(`${sent.size} outcomes of ${all} requests.`);
    if (client.pendingRequests > 0) report.faults.push(`${client.pendingRequests} have none.`);
  }

  /** Sees what the engine's process sends, beside the client. */
  private watch(): void {
    const engine = Reflect.get(this.client, "engine") as ChildProcess | undefined;
    if (engine === this.watched) return;
    if (this.watched) this.report.faults.push("The engine was started again.");
    this.watched = engine;
    engine?.on("message", (message: { type: string; id?: number }) => {
      if (message.id === undefined || !OUTCOMES.includes(message.type)) return;
      this.sent.set(message.id, (this.sent.get(message.id) ?? 0) + 1);
    });
  }

  private listeners(): number {
    const { client, everybody, watched } = this;
    const of = (emitter?: {
      eventNames(): (string | symbol)[];
      listenerCount(name: string | symbol): number;
    }) =>
      (emitter?.eventNames() ?? []).reduce(
        (sum, name) => sum + (emitter?.listenerCount(name) ?? 0),
        0,
      );
    return getEventListeners(everybody.signal, "abort").length + of(client) + of(watched);
  }
}

function handles(id: number): number {
  return readdirSync(`/proc/${id}/fd`).length;
}
