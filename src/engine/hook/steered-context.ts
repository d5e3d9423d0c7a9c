/** A context of node-llama-cpp whose residual stream can be steered and captured, per sequence. */
import type {
  LlamaContext,
  LlamaContextOptions,
  LlamaContextSequence,
  LlamaModel,
} from "node-llama-cpp";
import type { RowOperations } from "../../steering/row-operation.js";
import { createHookedContext } from "./hooked-context.js";
import { sequenceIdOf } from "./llama-internals.js";
import {
  loadNativeAddon,
  type NativeAddon,
  type ResidualStreamHook,
  SteeringUnavailableError,
} from "./native-addon.js";
import { checkSteering } from "./self-check.js";

export type { RowOperation, RowOperations } from "../../steering/row-operation.js";
export { sequenceIdOf } from "./llama-internals.js";
export { SteeringUnavailableError } from "./native-addon.js";

/** One row of the residual stream: the output of one block for one token. */
export interface CapturedRow {
  /** Zero-based block. */
  layer: number;
  /** As `sequenceIdOf` tells it. */
  sequenceId: number;
  /** The token's position in its sequence. */
  position: number;
  /** As wide as the model's residual stream, after steering. */
  values: Float32Array;
}

/** Rows of the residual stream: of all tokens, or of those whose logits are asked for. */
export type RowSelection = "all" | "output";

export interface SteeredContext {
  /** To be used as always, except `dispose`; its cache knows nothing of steering. */
  readonly context: LlamaContext;
  /** Blocks that can be steered; 0 when steering is unavailable. */
  readonly layerCount: number;
  /** Width of the residual stream; 0 when steering is unavailable. */
  readonly embeddingSize: number;
  /** Why steering does not work, as a sentence. Text is then generated unsteered. */
  readonly unavailable: string | undefined;

  /**
   * Replaces all variants with the next decode: variant 0 is always "unsteered", `variants[i]`
   * becomes variant i + 1. Every sequence returns to variant 0.
   * @throws SteeringUnavailableError, RangeError for a layer or direction the model does not have.
   */
  setVariants(variants: readonly RowOperations[]): Promise<void>;
  /**
   * Steers a sequence's rows as a variant says, from the next decode on and until the sequence is
   * disposed. What the sequence's cache holds already stays as it was computed.
   * @throws SteeringUnavailableError, RangeError for a variant that was not set.
   */
  assign(sequence: LlamaContextSequence, variant: number): Promise<void>;
  /**
   * Captures rows of `layers` while `evaluate` runs, of all sequences, in order of computation. At
   * the last layer only rows whose logits are asked for exist.
   * @throws SteeringUnavailableError, RangeError for a layer the model does not have.
   */
  capture(
    layers: readonly number[],
    rows: RowSelection,
    evaluate: () => Promise<unknown>,
  ): Promise<CapturedRow[]>;
  /**
   * Steers a token and measures whether every layer moved as computed; if not, says why in one
   * sentence, which `unavailable` then repeats. Needs a free sequence; removes all variants.
   */
  selfCheck(): Promise<string | undefined>;
  /** The device on which steering last ran, "CPU" or as ggml names it ("Vulkan0"). */
  deviceName(): string | undefined;
  /** Disposes the context and everything that belongs to it. */
  dispose(): Promise<void>;
}

/**
 * Creates a context that can be steered. Where that is impossible the context works all the same,
 * unsteered, and `unavailable` says why.
 *
 * With more than one sequence all share one cache of `contextSize * sequences` cells.
 * @throws what `model.createContext` throws.
 */
export async function createSteeredContext(
  model: LlamaModel,
  options: LlamaContextOptions,
): Promise<SteeredContext> {
  let addon: NativeAddon;
  try {
    addon = await loadNativeAddon(model);
  } catch (error) {
    if (!(error instanceof SteeringUnavailableError)) throw error;
    return new UnsteerableContext(await model.createContext(options), error.message);
  }
  const hooked = await createHookedContext(model, options, addon);
  return hooked.hook
    ? new HookSteeredContext(hooked.context, hooked.hook)
    : new UnsteerableContext(hooked.context, hooked.reason);
}

class HookSteeredContext implements SteeredContext {
  readonly #hook: ResidualStreamHook;
  readonly #watchedSequences = new WeakSet<LlamaContextSequence>();
  #fault: string | undefined;
  #lastCapture: Promise<unknown> = Promise.resolve();

  constructor(
    readonly context: LlamaContext,
    hook: ResidualStreamHook,
  ) {
    this.#hook = hook;
    context.onDispose.createListener(() => {
      this.#fault = "This context has been disposed.";
      hook.release();
    });
  }

  get layerCount(): number {
    return this.#hook.layerCount;
  }

  get embeddingSize(): number {
    return this.#hook.embeddingSize;
  }

  get unavailable(): string | undefined {
    return this.#fault ?? this.#hook.problem;
  }

  async setVariants(variants: readonly RowOperations[]): Promise<void> {
    this.#ensureAvailable();
    this.#hook.setVariants(variants);
  }

  async assign(sequence: LlamaContextSequence, variant: number): Promise<void> {
    this.#ensureAvailable();
    const id = sequenceIdOf(sequence);
    this.#hook.assign(id, variant);
    if (this.#watchedSequences.has(sequence)) return;
    this.#watchedSequences.add(sequence);
    // The next sequence with this id must not inherit its steering.
    sequence.onDispose.createListener(() => this.#hook.assign(id, 0));
  }

  capture(
    layers: readonly number[],
    rows: RowSelection,
    evaluate: () => Promise<unknown>,
  ): Promise<CapturedRow[]> {
    const capture = this.#lastCapture.then(() => this.#capture(layers, rows, evaluate));
    this.#lastCapture = capture.catch(() => {});
    return capture;
  }

  async #capture(
    layers: readonly number[],
    rows: RowSelection,
    evaluate: () => Promise<unknown>,
  ): Promise<CapturedRow[]> {
    this.#ensureAvailable();
    this.#hook.startCapture(layers, rows === "output");
    try {
      await evaluate();
      const { problem } = this.#hook;
      if (problem !== undefined) throw new SteeringUnavailableError(problem);
    } catch (error) {
      this.#hook.finishCapture();
      throw error;
    }
    const { origins, values } = this.#hook.finishCapture();
    const width = this.embeddingSize;
    return Array.from({ length: values.length / width }, (_, row) => {
      const [layer = 0, sequenceId = 0, position = 0] = origins.subarray(row * 3);
      return {
        layer,
        sequenceId,
        position,
        values: values.subarray(row * width, (row + 1) * width),
      };
    });
  }

  async selfCheck(): Promise<string | undefined> {
    if (this.#fault !== undefined) return this.#fault;
    this.#hook.setVariants([]);
    try {
      this.#fault ??= await checkSteering(this);
    } catch (error) {
      if (!(error instanceof SteeringUnavailableError)) throw error;
      this.#fault = error.message;
    } finally {
      this.#hook.setVariants([]);
    }
    return this.#fault;
  }

  deviceName(): string | undefined {
    return this.#hook.deviceName;
  }

  async dispose(): Promise<void> {
    await this.context.dispose();
    this.#hook.endThreads();
  }

  #ensureAvailable(): void {
    if (this.#fault !== undefined) throw new SteeringUnavailableError(this.#fault);
  }
}

class UnsteerableContext implements SteeredContext {
  readonly layerCount = 0;
  readonly embeddingSize = 0;

  constructor(
    readonly context: LlamaContext,
    readonly unavailable: string,
  ) {}

  async setVariants(): Promise<never> {
    throw new SteeringUnavailableError(this.unavailable);
  }

  async assign(): Promise<never> {
    throw new SteeringUnavailableError(this.unavailable);
  }

  async capture(): Promise<never> {
    throw new SteeringUnavailableError(this.unavailable);
  }

  async selfCheck(): Promise<string> {
    return this.unavailable;
  }

  deviceName(): undefined {
    return undefined;
  }

  dispose(): Promise<void> {
    return this.context.dispose();
  }
}
