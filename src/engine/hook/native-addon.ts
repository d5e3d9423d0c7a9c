/** Finds and loads the steering addon, whose source is in src/native. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { getModuleVersion, type LlamaModel } from "node-llama-cpp";
import type { RowOperations } from "../../steering/row-operation.js";

/** Steers and captures one context's residual stream. All methods throw on bad arguments. */
export interface ResidualStreamHook {
  readonly layerCount: number;
  readonly embeddingSize: number;
  /** Why steering or capturing failed since the last `setVariants` or `startCapture`. */
  readonly problem: string | undefined;
  readonly deviceName: string | undefined;
  /** Throws when the initialised context is not the one the hook was attached to. */
  confirm(): void;
  /** Replaces all variants and returns every sequence to variant 0, with the next decode. */
  setVariants(variants: readonly RowOperations[]): void;
  assign(sequenceId: number, variant: number): void;
  startCapture(layers: readonly number[], outputRowsOnly: boolean): void;
  /** Rows in order of computation; `origins` has layer, sequence id and position of each. */
  finishCapture(): { origins: Int32Array; values: Float32Array };
  /** Stops steering for good and frees device memory. */
  release(): void;
  /** Ends the threads that computed the context, which must have been disposed. */
  endThreads(): void;
}

/** What node-llama-cpp was asked for when it made a context. */
export interface ContextParameters {
  contextSize: number;
  batchSize: number;
  sequences: number;
}

/** How tokens are drawn; the names are those of `api/sampling.ts`. */
export interface SamplerSettings {
  temperature: number;
  topK: number;
  topP: number;
  minP: number;
  repeatPenalty: number;
  repeatLastN: number;
  dryMultiplier: number;
  dryBase: number;
  dryAllowedLength: number;
  dryLastN: number;
  drySequenceBreakers: readonly string[];
  seed: number;
}

/** Draws the tokens of one text. All methods are to be called before the next batch is decoded. */
export interface NativeTokenSampler {
  /**
   * Draws the token that follows the one at an index of the batch that was decoded last.
   * @param history the tokens before, that one included; penalties look at its end
   */
  sample(batchIndex: number, history: Int32Array): number;
  /** The likeliest tokens there, the likeliest first; without a `count`, all. */
  likeliest(batchIndex: number, count?: number): Int32Array;
}

export interface NativeAddon {
  /** The versions the addon was compiled for. */
  readonly nodeLlamaCppVersion: string;
  readonly llamaCppRelease: string;
  /**
   * Attaches to node-llama-cpp's own context object before it is initialised.
   * Throws when anything is not exactly as expected, and then has changed nothing.
   */
  readonly ResidualStreamHook: new (
    addonContext: object,
    addonContextClass: object,
    parameters: ContextParameters,
  ) => ResidualStreamHook;
  /**
   * Reads from node-llama-cpp's own context object, which must be initialised. `alike` is one for the
   * same model with the same DRY, from which the new one is made sooner.
   */
  readonly TokenSampler: new (
    addonContext: object,
    addonContextClass: object,
    settings: SamplerSettings,
    alike?: NativeTokenSampler,
  ) => NativeTokenSampler;
}

/** Steering cannot work here; the message says why in one sentence. */
export class SteeringUnavailableError extends Error {
  override name = "SteeringUnavailableError";
}

/**
 * The addon, if it fits the node-llama-cpp and llama.cpp that run `model`.
 * @throws SteeringUnavailableError when it is missing, cannot be loaded or is of other versions.
 */
export async function loadNativeAddon(model: LlamaModel): Promise<NativeAddon> {
  const addon = requireAddon();
  const version = await getModuleVersion();
  const { release } = model.llama.llamaCppRelease;
  if (version !== addon.nodeLlamaCppVersion || release !== addon.llamaCppRelease) {
    throw new SteeringUnavailableError(
      `The steering addon is built for node-llama-cpp ${addon.nodeLlamaCppVersion} with llama.cpp ${addon.llamaCppRelease}, but ${version} with ${release} runs the model.`,
    );
  }
  return addon;
}

function requireAddon(): NativeAddon {
  // Tests name one that a compiler's sanitizers watch.
  const file =
    process.env.TILLER_STEERING_ADDON || join(packageRoot(), "build/Release/tiller_steering.node");
  if (!existsSync(file)) {
    throw new SteeringUnavailableError(
      "The steering addon is not built; `npm run build:native` builds it.",
    );
  }
  try {
    return createRequire(import.meta.url)(file) as NativeAddon;
  } catch (error) {
    throw new SteeringUnavailableError(`The steering addon cannot be loaded: ${error}`, {
      cause: error,
    });
  }
}

/** The folder of Tiller's package.json, whether this runs from src/engine or bundled in dist. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isPackageRoot(folder)) {
    const parent = dirname(folder);
    if (parent === folder) throw new SteeringUnavailableError("Tiller's folder cannot be found.");
    folder = parent;
  }
  return folder;
}

function isPackageRoot(folder: string): boolean {
  const file = join(folder, "package.json");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).name === "tiller";
}
