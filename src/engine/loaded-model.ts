/** A model in memory, with the contexts its requests run in. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  type ChatWrapper,
  getLlama,
  type Llama,
  LlamaLogLevel,
  type LlamaModel,
  resolveChatWrapper,
} from "node-llama-cpp";
import { modelFingerprint } from "../models/fingerprint.js";
import { type ModelFile, readModelFile } from "../models/gguf-file.js";
import { BaseActivations } from "./base-activations.js";
import { RequestFailure } from "./failure.js";
import { MAX_CONTEXT, type ModelDescription, type Progress } from "./protocol.js";
import { createSteeredContext, type SteeredContext } from "./steered-context.js";
import { ownSetFolder } from "./vector-store.js";

/** Measuring runs short requests, many at a time. */
const MEASURING_CONTEXT = 1024;
const MEASURING_SEQUENCES = 8;
/** Below this a model's threads cost more in waiting for each other than they compute. */
const SINGLE_THREAD_BYTES = 64 * 1024 * 1024;

type ContextPurpose = "writing" | "measuring";

/** One model and what was learned of it; `dispose` frees all of it. */
export class LoadedModel {
  private readonly contexts = new Map<ContextPurpose, SteeredContext>();
  private atATime = MEASURING_SEQUENCES;

  private constructor(
    readonly file: ModelFile,
    readonly llama: Llama,
    readonly model: LlamaModel,
    /** How requests are put to the model; undefined for a base model without a chat template. */
    readonly chat: ChatWrapper | undefined,
    /** The unsteered activations of base queries, shared by all vectors. */
    readonly baselines: BaseActivations,
    /** Tells the file apart from others of the same identity, as `modelFingerprint` does. */
    readonly fingerprint: string,
    private readonly threads: number | undefined,
    private readonly device: string,
  ) {}

  /**
   * @param cacheDirectory keeps the activations of base queries; without it they are in memory only
   * @throws ModelFileError, RequestFailure when the file cannot be loaded.
   */
  static async load(
    path: string,
    report: (progress: Progress) => void,
    signal: AbortSignal,
    cacheDirectory?: string,
  ): Promise<LoadedModel> {
    const file = await readModelFile(path);
    const message = `Loading ${file.name}`;
    report({ message });
    const llama = await getLlama({
      gpu: "auto",
      build: "never",
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.error,
      logger: () => {},
    });
    let model: LlamaModel;
    try {
      model = await llama.loadModel({
        modelPath: path,
        loadSignal: signal,
        onLoadProgress: (fraction) => report({ message, fraction }),
      });
    } catch (error) {
      await llama.dispose();
      signal.throwIfAborted();
      throw loadFailure(file, error);
    }
    const { chat_template: template } = model.fileInfo.metadata.tokenizer ?? {};
    const chat = template ? resolveChatWrapper(model, { warningLogs: false }) : undefined;
    const { size } = await stat(path);
    const devices = llama.gpu === false ? [] : await llama.getGpuDeviceNames();
    const onDevice = devices.length > 0 && model.gpuLayers > 0;
    const fingerprint = await modelFingerprint(file);
    return new LoadedModel(
      file,
      llama,
      model,
      chat,
      new BaseActivations(
        file.layers,
        file.width,
        cacheDirectory === undefined
          ? undefined
          : {
              folder: join(ownSetFolder(file, cacheDirectory), "base-queries"),
              fingerprint,
            },
      ),
      fingerprint,
      size < SINGLE_THREAD_BYTES ? 1 : undefined,
      onDevice ? devices.join(", ") : "CPU",
    );
  }

  /** Contexts are made when first needed; the first says whether the model can be steered. */
  async describe(): Promise<ModelDescription> {
    const context = await this.writingContext(1);
    const { path, name, layers, width } = this.file;
    return {
      path,
      name,
      layers,
      width,
      contextSize: context.context.contextSize,
      device: this.device,
      ...(context.unavailable === undefined ? {} : { steeringUnavailable: context.unavailable }),
    };
  }

  /** For texts of up to the whole context, `sequences` at a time. */
  writingContext(sequences: number): Promise<SteeredContext> {
    return this.contextFor("writing", sequences, MAX_CONTEXT);
  }

  /** For many short requests at a time; one at a time for a model that can only so be steered. */
  async measuringContext(): Promise<SteeredContext> {
    const context = await this.contextFor("measuring", this.atATime, MEASURING_CONTEXT);
    if (context.unavailable === undefined || this.atATime === 1) return context;
    // Rows of a recurrent model are told apart in one sequence only.
    this.atATime = 1;
    this.contexts.delete("measuring");
    await context.dispose();
    return this.contextFor("measuring", this.atATime, MEASURING_CONTEXT);
  }

  async dispose(): Promise<void> {
    for (const context of this.contexts.values()) await context.dispose();
    await this.model.dispose();
    await this.llama.dispose();
  }

  private async contextFor(
    purpose: ContextPurpose,
    sequences: number,
    size: number,
  ): Promise<SteeredContext> {
    const existing = this.contexts.get(purpose);
    if (existing && existing.context.totalSequences >= sequences) return existing;
    this.contexts.delete(purpose);
    await existing?.dispose();
    const context = await createSteeredContext(this.model, {
      sequences,
      contextSize: { max: Math.min(size, this.model.trainContextSize) },
      ...(this.threads === undefined ? {} : { threads: this.threads }),
    });
    // What the check finds, the context says from then on as `unavailable`.
    await context.selfCheck();
    this.contexts.set(purpose, context);
    return context;
  }
}

function loadFailure(file: ModelFile, error: unknown): RequestFailure {
  const reason = error instanceof Error ? error.message : String(error);
  if (/memory|vram|alloc/i.test(reason)) {
    return new RequestFailure(
      "out-of-memory",
      `${file.name} does not fit into memory; choose a smaller model or a smaller quantisation.`,
    );
  }
  return new RequestFailure(
    "model-unreadable",
    `${file.path} could not be loaded as a model; the file may be incomplete or of a kind this version does not know.`,
  );
}
