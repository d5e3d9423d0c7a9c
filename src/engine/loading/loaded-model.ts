/** A model in memory, with the contexts its requests run in. */
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import type { LlamaModel } from "node-llama-cpp";
import { modelFingerprint } from "../../models/fingerprint.js";
import { type ModelFile, readModelFile } from "../../models/gguf-file.js";
import { RequestFailure } from "../api/failure.js";
import type { Loading } from "../api/loading-options.js";
import type { ModelDescription, Progress } from "../api/protocol.js";
import { type RecommendedSampling, usedSampling } from "../api/sampling.js";
import { recommendedSampling } from "../decoding/recommended-sampling.js";
import { prepareSampling } from "../decoding/token-sampler.js";
import { createSteeredContext, type SteeredContext } from "../hook/steered-context.js";
import { ChatTemplate } from "../prompting/chat-template.js";
import { BaseActivations } from "../vectors/base-activations.js";
import { ownSetFolder } from "../vectors/vector-store.js";
import { loadToFit, outOfMemoryOr } from "./load-to-fit.js";
import { halveUntilItFits, OutOfMemory } from "./until-it-fits.js";

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
  /** Tokens of the writing context. */
  private readonly contextSize: number;

  private constructor(
    readonly file: ModelFile,
    readonly model: LlamaModel,
    /** How requests are put to the model; undefined for a base model without a chat template. */
    readonly chat: ChatTemplate | undefined,
    /** The unsteered activations of base queries, shared by all vectors. */
    readonly baselines: BaseActivations,
    /** Tells the file apart from others of the same identity, as `modelFingerprint` does. */
    readonly fingerprint: string,
    private readonly threads: number | undefined,
    private readonly device: string,
    private readonly note: string | undefined,
    writing: SteeredContext,
  ) {
    this.contextSize = writing.context.contextSize;
    this.contexts.set("writing", writing);
  }

  /**
   * @param cacheDirectory keeps the activations of base queries; without it they are in memory only
   * @param loading what is absent is chosen to fit
   * @throws ModelFileError, RequestFailure when the file cannot be loaded.
   */
  static async load(
    path: string,
    report: (progress: Progress) => void,
    signal: AbortSignal,
    cacheDirectory?: string,
    loading: Loading = {},
  ): Promise<LoadedModel> {
    const file = await readModelFile(path);
    report({ message: l10n.t("Loading {0}", file.name) });
    const threads = file.bytes < SINGLE_THREAD_BYTES ? 1 : undefined;
    const fingerprint = await modelFingerprint(file);
    const folder = cacheDirectory && join(ownSetFolder(file, cacheDirectory), "base-queries");
    const { model, context, device, note } = await loadToFit({
      file,
      loading,
      threads,
      report,
      signal,
    });
    try {
      // What the check finds, the context says from then on as `unavailable`.
      await context.selfCheck();
      const usual = usedSampling({ seed: 0, maxTokens: 1 }, recommendedSampling(model));
      await prepareSampling(context.context, usual);
      const { chat_template: template } = model.fileInfo.metadata.tokenizer ?? {};
      return new LoadedModel(
        file,
        model,
        template ? new ChatTemplate(model, template) : undefined,
        new BaseActivations(file.layers, file.width, folder ? { folder, fingerprint } : undefined),
        fingerprint,
        threads,
        device,
        note,
        context,
      );
    } catch (error) {
      await context.dispose();
      await model.dispose();
      throw error;
    }
  }

  get recommendedSampling(): RecommendedSampling {
    return recommendedSampling(this.model);
  }

  /** The first context says whether the model can be steered. */
  async describe(): Promise<ModelDescription> {
    const { unavailable } = await this.writingContext(1);
    const { path, name, layers, width } = this.file;
    return {
      path,
      name,
      layers,
      width,
      contextSize: this.contextSize,
      device: this.device,
      ...(this.note === undefined ? {} : { loadingNote: this.note }),
      ...(unavailable === undefined ? {} : { steeringUnavailable: unavailable }),
    };
  }

  /** For texts of up to the whole context, `sequences` at a time. */
  writingContext(sequences: number): Promise<SteeredContext> {
    return orTooLittleMemory(this.contextFor("writing", sequences, this.contextSize), () =>
      l10n.t(
        "There is not enough memory to write {0} texts at a time with {1}; ask for fewer, or set a smaller context.",
        sequences,
        this.file.name,
      ),
    );
  }

  /**
   * For many short requests at a time: fewer where memory is too small, and one at a time for a model
   * that can only so be steered.
   */
  async measuringContext(): Promise<SteeredContext> {
    const context = await this.largestMeasuringContext();
    if (context.unavailable === undefined || this.atATime === 1) return context;
    // Rows of a recurrent model are told apart in one sequence only.
    this.atATime = 1;
    this.contexts.delete("measuring");
    await context.dispose();
    return this.largestMeasuringContext();
  }

  private async largestMeasuringContext(): Promise<SteeredContext> {
    const fitted = halveUntilItFits(this.atATime, (sequences) =>
      this.contextFor("measuring", sequences, MEASURING_CONTEXT),
    );
    const { made, count } = await orTooLittleMemory(fitted, () =>
      l10n.t(
        "There is not enough memory to measure the activations of {0}; set a smaller context, or choose a smaller model.",
        this.file.name,
      ),
    );
    this.atATime = count;
    return made;
  }

  async dispose(): Promise<void> {
    for (const context of this.contexts.values()) await context.dispose();
    await this.model.dispose();
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
    const context = await outOfMemoryOr(() =>
      createSteeredContext(this.model, {
        sequences,
        contextSize: { max: Math.min(size, this.model.trainContextSize) },
        ...(this.threads === undefined ? {} : { threads: this.threads }),
      }),
    );
    await context.selfCheck();
    this.contexts.set(purpose, context);
    return context;
  }
}

/** @throws RequestFailure with that sentence when memory is too small */
async function orTooLittleMemory<T>(work: Promise<T>, sentence: () => string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error;
    throw new RequestFailure("out-of-memory", sentence());
  }
}
