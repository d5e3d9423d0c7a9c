/** The command line's engine: one process for one command. */
import { homedir } from "node:os";
import { join } from "node:path";
import { EngineClient, type Outcome } from "../engine/api/client.js";
import type { Loading } from "../engine/api/loading-options.js";
import type { Progress, Request } from "../engine/api/protocol.js";
import { progressDisplay } from "./progress.js";
import { packageRoot } from "./usage.js";

/** Longer than any command: the process ends with it. */
const IDLE_MS = 24 * 60 * 60 * 1000;

/** What a command works with. */
export interface EngineSession {
  client: EngineClient;
  /** Aborted when the person interrupts (Ctrl+C). */
  signal: AbortSignal;
  /** Shows progress on standard error. */
  report: (progress: Progress) => void;
  /** Takes the progress shown away, before anything is written on standard output. */
  clear: () => void;
  /** Writes a line on standard error. */
  say: (line: string) => void;
}

/**
 * Sends one request and ends the engine. Progress is shown on a terminal only: what is asked so takes
 * not long, and is for programs to read. Interrupting (Ctrl+C) cancels; what was finished until then is returned.
 *
 * @throws EngineError when the request fails
 */
export function ask<R extends Request>(
  request: R,
  onText?: (text: string, index: number) => void,
  loading: Loading = {},
): Promise<Outcome<R["kind"]>> {
  return withEngine(loading, ({ client, signal, report, clear }) =>
    client.request(request, {
      signal,
      ...(process.stderr.isTTY && { onProgress: report }),
      onText: (text, index) => {
        clear();
        onText?.(text, index);
      },
    }),
  );
}

/**
 * An engine for as long as the work takes.
 *
 * @param loading how it puts models into memory
 */
export async function withEngine<T>(
  loading: Loading,
  work: (session: EngineSession) => Promise<T>,
): Promise<T> {
  const client = new EngineClient(join(packageRoot, "dist", "engine.mjs"), {
    packageRoot,
    cacheDirectory: cacheDirectory(),
    idleUnloadMs: IDLE_MS,
  });
  client.loading = () => loading;
  // Whoever types a server's address means it, also where the way there is not encrypted.
  const key = process.env.TILLER_API_KEY;
  client.accessTo = async () => ({ unencrypted: true, ...(key && { key }) });
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt);
  const write = (text: string) => process.stderr.write(text);
  const progress = progressDisplay(process.stderr.isTTY, write);
  try {
    return await work({
      client,
      signal: interrupted.signal,
      report: (report) => progress.show(report),
      clear: () => progress.clear(),
      say: (line) => {
        progress.clear();
        write(`${line}\n`);
      },
    });
  } finally {
    progress.clear();
    process.removeListener("SIGINT", interrupt);
    client.dispose();
  }
}

/** Vectors measured on this machine and models that were downloaded, where the platform keeps such files. */
export function cacheDirectory(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "tiller");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "tiller");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "tiller");
}
