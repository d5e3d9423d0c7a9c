/**
 * The extension's and the command line's end of the engine: forks the engine process on first use,
 * sends typed requests, and turns whatever happens to the process into one outcome per request.
 */
import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter } from "node:events";
import * as l10n from "@vscode/l10n";
import { isServerReference } from "../../models/model-reference.js";
import type { ServerAccess } from "../../models/server-access.js";
import type { Failure } from "./failure.js";
import type { Loading } from "./loading-options.js";
import type {
  EngineOptions,
  ModelDescription,
  Progress,
  Request,
  RequestKind,
  ResultOf,
  ToEngine,
  WrittenCase,
} from "./protocol.js";

/** A failed request: `message` is one sentence for a person, `code` for programs. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  constructor(
    readonly code: Failure["code"],
    message: string,
  ) {
    super(message);
  }
}

/** `cancelled` carries what was finished until then, if anything was. */
export type Outcome<K extends RequestKind> =
  | { status: "done"; result: ResultOf<K> }
  | { status: "cancelled"; result: ResultOf<K> | undefined };

export interface RequestHandlers {
  onProgress?: (progress: Progress) => void;
  /** The next piece of text number `index` of the request's `strengths`. */
  onText?: (text: string, index: number) => void;
  /** The text of case number `index` of a request for many texts, as soon as it is finished. */
  onWritten?: (written: WrittenCase, index: number) => void;
  /** Aborting asks the engine to stop; the outcome is then `cancelled`, even if it never answers. */
  signal?: AbortSignal;
}

interface PendingRequest {
  kind: RequestKind;
  /** Does it, or has not been sent it yet. */
  engine: ChildProcess;
  handlers: RequestHandlers;
  resolve: (outcome: Outcome<RequestKind>) => void;
  reject: (error: Error) => void;
}

type Protocol = typeof import("./protocol.js");

interface ClientEvents {
  /** The model in the engine's memory changed; undefined when it holds none. */
  model: [ModelDescription | undefined];
}

/** So many deaths without a finished request between, and the engine is not started again. */
const MAX_DEATHS = 3;
/**
 * An engine that does not stop within so many milliseconds is ended. What it cannot leave midway - a batch
 * of a long prompt on a slow processor, a context's memory on a graphics card - takes seconds, and a wait
 * is cheaper than loading the model again; but nobody waits longer than this for a stop.
 */
const STOPS_WITHIN_MS = 30_000;
const STDERR_KEPT = 2000;
/**
 * Megabytes for young objects, of which V8 takes three times sixteen: the engine's tensors are not
 * among them, and what a text needs of JavaScript is little.
 */
const MEMORY_FLAGS = ["--max-semi-space-size=2"];
/**
 * glibc's allocator, told to give back what a model leaves: one arena instead of one per thread that
 * ever loaded a model, and large blocks mapped on their own at all times, not only until the first of
 * them is freed (mallopt(3)). Other systems' allocators do not read it.
 */
const ALLOCATION = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: String(128 * 1024) };

/**
 * One engine process, started on first use and again after it died.
 *
 * Errors: `request` rejects with an EngineError; nothing else rejects or throws.
 */
export class EngineClient extends EventEmitter<ClientEvents> {
  /** What a request to a server's model takes along; without it there is no key. */
  accessTo: ((model: string) => Promise<ServerAccess>) | undefined;
  /** How models are put into memory, which may throw; without it everything is chosen to fit. */
  loading: (() => Loading) | undefined;
  private engine: ChildProcess | undefined;
  private readonly pending = new Map<number, PendingRequest>();
  private lastId = 0;
  private deaths = 0;
  /** The model of the latest request that named one: deaths are counted for it. */
  private asked: string | undefined;
  private loaded: ModelDescription | undefined;

  /**
   * @param entry the built engine program, `dist/engine.mjs`
   * @param stopsWithinMs a cancelled request ends after so long, and an engine that has not stopped
   *   with it
   */
  constructor(
    private readonly entry: string,
    private readonly options: EngineOptions,
    private readonly stopsWithinMs = STOPS_WITHIN_MS,
  ) {
    super();
  }

  /** The model in the engine's memory. */
  get model(): ModelDescription | undefined {
    return this.loaded;
  }

  /** How many requests have no outcome yet. */
  get pendingRequests(): number {
    return this.pending.size;
  }

  /** Id of the running engine process, for those who watch it. */
  get processId(): number | undefined {
    return this.engine?.pid;
  }

  /** Sends one request and waits for its outcome. */
  request<R extends Request>(
    request: R,
    handlers: RequestHandlers = {},
  ): Promise<Outcome<R["kind"]>> {
    const { signal } = handlers;
    if (signal?.aborted) return Promise.resolve({ status: "cancelled", result: undefined });
    let engine: ChildProcess;
    let loading: Loading | undefined;
    try {
      // What memory a model would need depends on them, too.
      const concerned = "model" in request || request.kind === "find-models";
      loading = concerned ? this.loading?.() : undefined;
      this.checkDeaths(request);
      engine = this.running();
    } catch (error) {
      return Promise.reject(error);
    }
    this.lastId += 1;
    const id = this.lastId;
    let isSent = false;
    let patience: NodeJS.Timeout | undefined;
    const cancel = () => {
      if (!isSent) return this.cancelled(id);
      this.post(engine, { type: "cancel", id });
      patience = setTimeout(() => this.endStalled(id), this.stopsWithinMs);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    return new Promise<Outcome<RequestKind>>((resolve, reject) => {
      this.pending.set(id, { kind: request.kind, engine, handlers, resolve, reject });
      const post = (access?: ServerAccess) => {
        // Meanwhile it may have been cancelled, or the engine have died.
        if (!this.pending.has(id)) return;
        isSent = true;
        this.post(engine, {
          type: "request",
          id,
          request,
          ...(loading && { loading }),
          ...(access && { access }),
        });
      };
      const access = this.accessFor(request);
      if (!access) return post();
      access.then(post, (error) => {
        this.pending.delete(id);
        reject(error);
      });
    }).finally(() => {
      clearTimeout(patience);
      signal?.removeEventListener("abort", cancel);
    }) as Promise<Outcome<R["kind"]>>;
  }

  private accessFor(request: Request): Promise<ServerAccess> | undefined {
    return "model" in request && isServerReference(request.model)
      ? this.accessTo?.(request.model)
      : undefined;
  }

  /**
   * Ends the engine process where nothing is asked of it; the next request starts another.
   * @returns whether that was so
   */
  endIdle(): boolean {
    if (this.pending.size > 0) return false;
    const { engine } = this;
    if (engine) this.end(engine, l10n.t("The engine was stopped."));
    return true;
  }

  /** Ends the engine process; requests under way fail. */
  dispose(): void {
    const { engine } = this;
    this.engine = undefined;
    if (engine) this.end(engine, l10n.t("The engine was stopped."));
    this.removeAllListeners();
  }

  /** @throws EngineError when this model's engine has died too often; what needs no model still works */
  private checkDeaths(request: Request): void {
    if (!("model" in request)) return;
    if (request.model !== this.asked) this.deaths = 0;
    this.asked = request.model;
    if (this.deaths < MAX_DEATHS) return;
    throw new EngineError(
      "engine-died",
      l10n.t(
        "The engine ended unexpectedly {0} times in a row; restart the editor or choose another model.",
        MAX_DEATHS,
      ),
    );
  }

  private running(): ChildProcess {
    if (this.engine) return this.engine;
    const engine = fork(this.entry, [JSON.stringify(this.options)], {
      // An editor's own flags (inspector ports, loaders) are not for the engine.
      execArgv: MEMORY_FLAGS,
      env: { ...ALLOCATION, ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      serialization: "advanced",
    });
    this.engine = engine;
    let stderr = "";
    engine.stderr?.on("data", (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    // Made while the engine starts: making so many schemas takes longer than an activation may.
    const protocol = import("./protocol.js");
    engine.on("message", async (message) => this.receive(engine, message, await protocol));
    engine.on("error", (error) => this.died(engine, error.message));
    // What it had sent before its end may still be on the way.
    const silent = new Promise<void>((resolve) => engine.once("disconnect", resolve));
    engine.on("exit", async (code, signal) => {
      this.lose(engine);
      await Promise.all([silent, protocol]);
      this.died(engine, signal ?? `code ${code}`, lastLine(stderr));
    });
    return engine;
  }

  private post(engine: ChildProcess, message: ToEngine): void {
    // A send to a process that has just died is reported by its exit event.
    if (engine.connected) engine.send(message, () => {});
  }

  private receive(
    engine: ChildProcess,
    raw: unknown,
    { fromEngineSchema, requestTable }: Protocol,
  ): void {
    const parsed = fromEngineSchema.safeParse(raw);
    if (!parsed.success) {
      engine.kill("SIGKILL");
      this.died(engine, l10n.t("an unreadable message ({0})", parsed.error.message));
      return;
    }
    const message = parsed.data;
    if (message.type === "model" && engine === this.engine) this.setModel(message.model);
    if (!("id" in message)) return;
    const pending = this.pending.get(message.id);
    if (!pending) return;
    switch (message.type) {
      case "progress":
        pending.handlers.onProgress?.(message.progress);
        return;
      case "text":
        pending.handlers.onText?.(message.text, message.index);
        return;
      case "written":
        pending.handlers.onWritten?.(message.written, message.index);
        return;
      case "failed":
        this.pending.delete(message.id);
        pending.reject(new EngineError(message.failure.code, message.failure.message));
        return;
      default:
        this.pending.delete(message.id);
        this.finish(pending, message.type, message.result, requestTable);
    }
  }

  private finish(
    pending: PendingRequest,
    status: "done" | "cancelled",
    raw: unknown,
    requestTable: Protocol["requestTable"],
  ): void {
    // What needs no model says nothing about one that an engine dies of.
    if (this.loaded) this.deaths = 0;
    if (status === "cancelled" && raw === undefined) {
      pending.resolve({ status, result: undefined });
      return;
    }
    const result = requestTable[pending.kind].result.safeParse(raw);
    if (result.success) pending.resolve({ status, result: result.data });
    else
      pending.reject(new EngineError("internal", l10n.t("The engine sent an unreadable result.")));
  }

  private setModel(model: ModelDescription | undefined): void {
    this.loaded = model;
    this.emit("model", model);
  }

  private cancelled(id: number): void {
    this.pending.get(id)?.resolve({ status: "cancelled", result: undefined });
    this.pending.delete(id);
  }

  /** Of an engine that was asked to stop and did not; it may be a stopped process, or a hanging driver. */
  private endStalled(id: number): void {
    const engine = this.pending.get(id)?.engine;
    if (!engine) return;
    for (const [other, pending] of [...this.pending]) {
      if (pending.engine === engine && pending.handlers.signal?.aborted) this.cancelled(other);
    }
    this.end(
      engine,
      l10n.t(
        "The engine did not stop within {0} seconds and was ended; try again.",
        Math.round(this.stopsWithinMs / 1000),
      ),
    );
  }

  /** Nothing softer reaches a stopped process, and there is nothing in it that must be saved. */
  private end(engine: ChildProcess, message: string): void {
    engine.kill("SIGKILL");
    this.forget(engine);
    this.failPending(engine, message);
  }

  private died(engine: ChildProcess, how: string, detail = ""): void {
    this.lose(engine);
    this.failPending(
      engine,
      detail
        ? l10n.t('The engine ended unexpectedly ({0}); its last output was: "{1}".', how, detail)
        : l10n.t("The engine ended unexpectedly ({0}).", how),
    );
  }

  private lose(engine: ChildProcess): void {
    if (this.forget(engine)) this.deaths += 1;
  }

  /** The next request starts another one. Whether it was the one in use. */
  private forget(engine: ChildProcess): boolean {
    if (this.engine !== engine) return false;
    this.engine = undefined;
    this.setModel(undefined);
    return true;
  }

  private failPending(engine: ChildProcess, message: string): void {
    for (const [id, { engine: own, reject }] of [...this.pending]) {
      if (own !== engine) continue;
      this.pending.delete(id);
      reject(new EngineError("engine-died", message));
    }
  }
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1) ?? "";
  return line.trim().replace(/\.+$/, "");
}

/**
 * One request, made again where the engine died of it, for work that goes on where it was.
 *
 * @param request makes it: of what is left, the next time
 * @param attempts how often it is made in all
 * @param onDeath called before it is made again
 * @throws EngineError as `request` does
 */
export async function requestThroughDeaths<R extends Request>(
  client: Pick<EngineClient, "request">,
  request: () => R,
  handlers: RequestHandlers,
  attempts: number,
  onDeath: (error: EngineError) => void = () => {},
): Promise<Outcome<R["kind"]>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.request(request(), handlers);
    } catch (error) {
      const died = error instanceof EngineError && error.code === "engine-died";
      if (!died || attempt === attempts || handlers.signal?.aborted) throw error;
      onDeath(error);
    }
  }
}
