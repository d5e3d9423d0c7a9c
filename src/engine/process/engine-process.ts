/**
 * The engine process. It owns one model at a time, does requests to it one after the other, answers each
 * with exactly one outcome, frees the model after idle time, and ends with its parent.
 */

import { isDeepStrictEqual } from "node:util";
import * as l10n from "@vscode/l10n";
import { readModelFile } from "../../models/gguf-file.js";
import type { ServerAccess } from "../../models/server-access.js";
import { removeAbandoned } from "../../models/whole-file.js";
import { extractionQueries } from "../../steering/base-queries.js";
import type { Loading } from "../api/loading-options.js";
import {
  type CalibrateRequest,
  type CalibrateResult,
  type EngineOptions,
  engineOptionsSchema,
  type FromEngine,
  type Progress,
  type Request,
  toEngineSchema,
  type VectorSetResult,
  type WrittenCase,
} from "../api/protocol.js";
import { calibrateModel } from "../calibrating/calibrate-model.js";
import { librariesFolder, useAddedLibraries } from "../devices/added-libraries.js";
import { generate } from "../generating/generate.js";
import { writeTexts } from "../generating/texts.js";
import { LoadedModel } from "../loading/loaded-model.js";
import { geometry } from "../measuring/geometry.js";
import { mapSource, writeMappedSet } from "../measuring/map-vectors.js";
import { exportVectorSet, importVectorSet } from "../vectors/vector-set.js";
import { ownSetFolder, VectorStore } from "../vectors/vector-store.js";
import { failureOf } from "./failure-of.js";
import { answerAtOnce, isQuick } from "./quick-requests.js";
import { Servers, serverIn } from "./servers.js";

/** Model and vectors that are in memory. */
interface Session {
  loaded: LoadedModel;
  /** How it was asked to be loaded: a change loads it anew. */
  loading: Loading;
  store: VectorStore;
}

/** What comes with a request and is no part of what is asked. */
interface Terms {
  access: ServerAccess | undefined;
  loading: Loading | undefined;
}

type ExchangeRequest = Extract<Request, { kind: "export-vectors" | "import-vectors" }>;

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
    const { id, request, access, loading } = message.data;
    const controller = new AbortController();
    this.running.set(id, controller);
    clearTimeout(this.idle);
    const answer = () => this.answer(id, request, { access, loading }, controller.signal);
    if (isQuick(request)) void answer();
    else this.turn = this.turn.then(this.whenItsTurn(id, controller.signal, answer));
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
    terms: Terms,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const result = await this.perform(id, request, terms, signal);
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

  private async perform(
    id: number,
    request: Request,
    terms: Terms,
    signal: AbortSignal,
  ): Promise<unknown> {
    signal.throwIfAborted();
    const report = (progress: Progress) => this.send({ type: "progress", id, progress });
    const onText = (index: number, text: string) => this.send({ type: "text", id, index, text });
    const onWritten = (index: number, written: WrittenCase) =>
      this.send({ type: "written", id, index, written });
    const server = serverIn(request);
    if (server) {
      if (!isQuick(request)) await this.unload();
      return this.servers.perform(server, request, terms, { report, onText }, signal);
    }
    if (isQuick(request)) return answerAtOnce(request, this.options, terms.loading, report, signal);
    if (request.kind === "export-vectors" || request.kind === "import-vectors") {
      return this.exchangeVectors(request);
    }
    if (request.kind === "map-vectors") {
      // One model at a time is in memory.
      const { loaded, store } = await this.sessionFor(
        request.source,
        terms.loading,
        report,
        signal,
      );
      const source = await mapSource(loaded, store, extractionQueries, report, signal);
      const target = await this.sessionFor(request.model, terms.loading, report, signal);
      return writeMappedSet(source, target.loaded, request.directory, report, signal);
    }
    const { loaded, store } = await this.sessionFor(request.model, terms.loading, report, signal);
    switch (request.kind) {
      case "load":
        return loaded.describe();
      case "calibrate":
        return this.calibrate(loaded, request, report, signal);
      case "texts":
        return writeTexts(loaded, store, request, { report, onWritten }, signal);
      case "geometry":
        return geometry(loaded, request, report, signal);
      case "generate":
        return generate(loaded, store, request, { report, onText }, signal);
    }
  }

  private async calibrate(
    loaded: LoadedModel,
    request: CalibrateRequest,
    report: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<CalibrateResult> {
    const { packageRoot, cacheDirectory } = this.options;
    const folder = request.folder ?? ownSetFolder(loaded.file, cacheDirectory);
    try {
      return await calibrateModel(loaded, folder, request, report, signal);
    } finally {
      // Also after a stop: the model goes on with what was finished.
      if (this.session) {
        this.session.store = await VectorStore.open(loaded.file, packageRoot, cacheDirectory);
      }
    }
  }

  private async exchangeVectors(request: ExchangeRequest): Promise<VectorSetResult> {
    const { packageRoot, cacheDirectory } = this.options;
    const model = await readModelFile(request.model);
    if (request.kind === "export-vectors") {
      const store = await VectorStore.open(model, packageRoot, cacheDirectory);
      return exportVectorSet(model, store, request.file);
    }
    const folder = ownSetFolder(model, cacheDirectory);
    const result = await importVectorSet(request.file, model, folder, request.crossModel);
    // A model that is in memory goes on with what was imported.
    if (this.session?.loaded.file.identity === model.identity) {
      this.session.store = await VectorStore.open(model, packageRoot, cacheDirectory);
    }
    return result;
  }

  private async sessionFor(
    path: string,
    loading: Loading = {},
    report: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<Session> {
    if (
      this.session?.loaded.file.path === path &&
      isDeepStrictEqual(this.session.loading, loading)
    ) {
      return this.session;
    }
    await this.unload();
    this.servers.forget();
    const { packageRoot, cacheDirectory } = this.options;
    const loaded = await LoadedModel.load(path, report, signal, cacheDirectory, loading);
    const store = await VectorStore.open(loaded.file, packageRoot, cacheDirectory);
    await removeAbandoned(ownSetFolder(loaded.file, cacheDirectory));
    this.session = { loaded, loading, store };
    this.send({ type: "model", model: await loaded.describe() });
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
    await session.loaded.dispose();
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
