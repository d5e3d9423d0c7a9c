/** Loads a model and the context it writes in, chosen to fit into the memory of this machine. */
import { totalmem } from "node:os";
import * as l10n from "@vscode/l10n";
import { InsufficientMemoryError, type Llama, type LlamaModel } from "node-llama-cpp";
import type { ModelFile } from "../../models/gguf-file.js";
import { RequestFailure } from "../api/failure.js";
import { type Loading, wantedContext } from "../api/loading-options.js";
import type { Progress } from "../api/protocol.js";
import { createSteeredContext, type SteeredContext } from "../hook/steered-context.js";
import { type Attempt, LEAST_CONTEXT } from "./attempts.js";
import { fittedNote } from "./fitted-note.js";
import { explained, graphicsCards, NativeFailure, startLlama } from "./llama.js";
import { type Loader, loadUntilItFits, OutOfMemory } from "./until-it-fits.js";

/** What a model is loaded with. */
export interface ModelToLoad {
  readonly file: ModelFile;
  readonly loading: Loading;
  /** Threads of its contexts; as many as are useful if undefined. */
  readonly threads: number | undefined;
  readonly report: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export interface FittedModel {
  readonly model: LlamaModel;
  readonly context: SteeredContext;
  /** "CPU", or the graphics cards that hold layers of the model. */
  readonly device: string;
  /** What was done to make it fit, in one sentence. */
  readonly note: string | undefined;
}

/** Bytes that this process may use at most: in a container, those that it is allowed. */
export function machineMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/** @throws RequestFailure when it fits nowhere or cannot be loaded at all */
export async function loadToFit(toLoad: ModelToLoad): Promise<FittedModel> {
  const { file, loading, signal } = toLoad;
  const onProcessor = loading.gpuLayers === 0;
  const llama = await startLlama(onProcessor ? "processor" : "auto");
  const cards = onProcessor ? [] : await usableCards(llama, loading);
  const wanted: Attempt = {
    gpuLayers: cards.length === 0 ? 0 : (loading.gpuLayers ?? "fit"),
    contextSize: wantedContext(loading, file.contextLength),
  };
  await refuseWhatCannotFit(file, llama);
  const loader = new ModelLoader(toLoad, cards.length === 0 ? llama : undefined);
  try {
    // node-llama-cpp counts what follows the last block as a layer of its own.
    const { model, context } = await loadUntilItFits(wanted, file.layers + 1, loader);
    const gpuLayers = Math.min(model.gpuLayers, file.layers);
    const note = fittedNote({
      name: file.name,
      layers: file.layers,
      gpuLayers: {
        wanted: Math.min(wanted.gpuLayers === "fit" ? file.layers : wanted.gpuLayers, file.layers),
        is: gpuLayers,
      },
      contextSize: { wanted: wanted.contextSize, is: context.context.contextSize },
    });
    return { model, context, device: gpuLayers > 0 ? cards.join(", ") : "CPU", note };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OutOfMemory) throw await doesNotFit(file, llama);
    throw error instanceof NativeFailure ? unreadable(file) : error;
  }
}

/** A device in software computes only for those who ask for layers on it. */
async function usableCards(llama: Llama, { gpuLayers }: Loading): Promise<string[]> {
  return gpuLayers === undefined ? graphicsCards(llama) : llama.getGpuDeviceNames();
}

class ModelLoader implements Loader<LlamaModel, SteeredContext> {
  /** @param only runs it where there is no graphics card */
  constructor(
    private readonly toLoad: ModelToLoad,
    private readonly only: Llama | undefined,
  ) {}

  async loadModel({ gpuLayers, contextSize }: Attempt): Promise<LlamaModel> {
    const { file, report, signal } = this.toLoad;
    const message = l10n.t("Loading {0}", file.name);
    // A card that is full would otherwise still be asked to help with long prompts.
    const llama = this.only ?? (await startLlama(gpuLayers === 0 ? "processor" : "auto"));
    return outOfMemoryOr(() =>
      llama.loadModel({
        modelPath: file.path,
        gpuLayers: gpuLayers === "fit" ? { fitContext: { contextSize } } : gpuLayers,
        loadSignal: signal,
        onLoadProgress: (fraction) => report({ message, fraction }),
      }),
    );
  }

  gpuLayersOf(model: LlamaModel): number {
    return model.gpuLayers;
  }

  createContext(model: LlamaModel, contextSize: number): Promise<SteeredContext> {
    const { threads } = this.toLoad;
    // On a graphics card exactly this size, as fewer layers come before a smaller context.
    const least = model.gpuLayers > 0 ? contextSize : Math.min(contextSize, LEAST_CONTEXT);
    return outOfMemoryOr(() =>
      createSteeredContext(model, {
        sequences: 1,
        contextSize: { min: least, max: contextSize },
        failedCreationRemedy: false,
        ...(threads === undefined ? {} : { threads }),
      }),
    );
  }

  free(model: LlamaModel): Promise<void> {
    return model.dispose();
  }
}

/** @throws OutOfMemory where a failure speaks of memory, else NativeFailure */
export async function outOfMemoryOr<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await explained(work);
  } catch (error) {
    const { cause } = error as NativeFailure;
    const isMemory =
      cause instanceof InsufficientMemoryError || /memory|alloc/i.test((error as Error).message);
    throw isMemory ? new OutOfMemory("Memory is too small.", { cause: error }) : error;
  }
}

/** A model that is larger than all memory would load, and then read its file anew for every token. */
async function refuseWhatCannotFit(file: ModelFile, llama: Llama): Promise<void> {
  const memory = machineMemory() + (await llama.getVramState()).total;
  if (file.bytes > memory) throw await doesNotFit(file, llama);
}

async function doesNotFit(file: ModelFile, llama: Llama): Promise<RequestFailure> {
  const free = process.availableMemory() + (await llama.getVramState()).free;
  return new RequestFailure(
    "out-of-memory",
    l10n.t(
      "{0} needs more than {1} GB of memory, and {2} GB are free; choose a smaller model or a smaller quantisation, or close other programs.",
      file.name,
      gigabytes(file.bytes),
      gigabytes(free),
    ),
  );
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

function unreadable(file: ModelFile): RequestFailure {
  return new RequestFailure(
    "model-unreadable",
    l10n.t(
      "{0} could not be loaded as a model; the file may be incomplete, or of a kind that this version does not know.",
      file.path,
    ),
  );
}
