/**
 * The engine process: hears requests, does them in turn or at once, as `handlers.ts` has it for each kind,
 * and answers each with exactly one outcome. It has one model in memory at a time, frees it after idle time,
 * and ends with its parent.
 */
import * as l10n from "@vscode/l10n";
import type { ServerAccess } from "../../models/server-access.js";
import type { Loading } from "../api/loading-options.js";
import {
  type EngineOptions,
  engineOptionsSchema,
  type FromEngine,
  type Request,
  type RequestKind,
  type RequestOf,
  type ResultOf,
  toEngineSchema,
} from "../api/protocol.js";
import { librariesFolder, useAddedLibraries } from "../devices/added-libraries.js";
import { failureOf } from "./failure-of.js";
import type { Handler, Memory, Work } from "./handler.js";
import { handlers } from "./handlers.js";
import { fileNeeded, needsFile, Servers, serverIn } from "./servers.js";
import { Session } from "./session.js";

/** Without the person's word, nothing goes out unencrypted, and without a key. */
const NO_ACCESS: ServerAccess = { unencrypted: false };

class Engine {
  private session: Session | undefined;
  private readonly servers = new Servers((model) =>
    this.send(model ? { type: "model", model } : { type: "model" }),
  );
  private readonly running = new Map<number, AbortController>();
  /** Requests to the model share it and its cells, so they take turns. */
  private turn: Promise<void> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: EngineOptions,
    private readonly send: (message: FromEngine) => void,
  ) {}

  receive(raw: unknown): void {
    const message = toEngineSchema.safeParse(raw);
    if (!message.success) {
      const id = (raw as { id?: unknown } | undefined)?.id;
      if (typeof id === "number")
        this.send({ type: "failed", id, failure: badRequest(message.error) });
      return;
    }
    if (message.data.type === "cancel") {
      this.running.get(message.data.id)?.abort();
      return;
    }
    const { id, request, access = NO_ACCESS, loading = {} } = message.data;
    const controller = new AbortController();
    this.running.set(id, controller);
    clearTimeout(this.idle);
    const work = this.workFor(id, loading, controller.signal);
    const answer = () => this.answer(id, request, access, work);
    if (handlers[request.kind].here.atOnce) void answer();
    else this.turn = this.turn.then(this.whenItsTurn(id, controller.signal, answer));
  }

  private workFor(id: number, loading: Loading, signal: AbortSignal): Work {
    return {
      options: this.options,
      loading,
      report: (progress) => this.send({ type: "progress", id, progress }),
      onText: (index, text) => this.send({ type: "text", id, index, text }),
      onWritten: (index, written) => this.send({ type: "written", id, index, written }),
      signal,
    };
  }

  /** A request that is cancelled while it waits is answered then: its turn may be hours away. */
  private whenItsTurn(
    id: number,
    signal: AbortSignal,
    answer: () => Promise<void>,
  ): () => Promise<void> {
    const drop = () => {
      this.send({ type: "cancelled", id });
      this.ended(id);
    };
    signal.addEventListener("abort", drop, { once: true });
    return async () => {
      signal.removeEventListener("abort", drop);
      if (!signal.aborted) await answer();
    };
  }

  private async answer(
    id: number,
    request: Request,
    access: ServerAccess,
    work: Work,
  ): Promise<void> {
    const { signal } = work;
    try {
      const result = await this.perform(request.kind, request, access, work);
      this.send({ type: signal.aborted ? "cancelled" : "done", id, result });
    } catch (error) {
      if (signal.aborted) this.send({ type: "cancelled", id });
      else this.send({ type: "failed", id, failure: failureOf(error) });
    } finally {
      this.ended(id);
    }
  }

  private ended(id: number): void {
    this.running.delete(id);
    if (this.running.size === 0) this.unloadWhenIdle();
  }

  private async perform<K extends RequestKind>(
    kind: K,
    request: RequestOf<K>,
    access: ServerAccess,
    work: Work,
  ): Promise<ResultOf<K>> {
    work.signal.throwIfAborted();
    const { here, onServer = needsFile }: Handler<K> = handlers[kind];
    const reference = "model" in request ? serverIn(request.model) : undefined;
    if (!reference) return here.run(request, work, this.memoryFor(work));
    if (!here.atOnce) await this.unload();
    return onServer(request, { reference, access, servers: this.servers }, work);
  }

  private memoryFor(work: Work): Memory {
    return { session: this.session, open: (path) => this.sessionFor(path, work) };
  }

  private async sessionFor(
    path: string,
    { loading, options, report, signal }: Work,
  ): Promise<Session> {
    const reference = serverIn(path);
    if (reference) throw fileNeeded(reference);
    if (this.session?.isOf(path, loading)) return this.session;
    await this.unload();
    this.servers.forget();
    this.session = await Session.open(path, loading, options, report, signal);
    this.send({ type: "model", model: await this.session.loaded.describe() });
    return this.session;
  }

  private unloadWhenIdle(): void {
    this.idle = setTimeout(() => {
      this.turn = this.turn.then(() => this.unload());
    }, this.options.idleUnloadMs);
  }

  private async unload(): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.session = undefined;
    await session.dispose();
    this.send({ type: "model" });
  }
}

function badRequest(error: Error) {
  return {
    code: "bad-input",
    message: `The engine cannot read this request: ${error.message}`,
  } as const;
}

const options = engineOptionsSchema.parse(JSON.parse(process.argv[2] ?? ""));
if (options.translations !== undefined) l10n.config({ fsPath: options.translations });
useAddedLibraries(librariesFolder(options.cacheDirectory));
const engine = new Engine(options, (message) => {
  // A parent that has gone cannot be told; the disconnect below ends this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
});
process.on("message", (raw) => engine.receive(raw));
process.on("disconnect", () => process.exit(0));
// A terminal interrupts all of its processes: the parent hears it too, and cancels what is running.
process.on("SIGINT", () => {});
// A file that may not become so long is then an error as any other, and not the end of the process.
process.on("SIGXFSZ", () => {});
process.send?.({ type: "ready" } satisfies FromEngine);
