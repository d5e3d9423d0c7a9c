/** Puts a model and its context into memory, with less of both where they do not fit. */
import { type Attempt, type FailedAttempt, nextAttempt } from "./attempts.js";

/** Memory is too small for what was tried; `cause` says what came of it. */
export class OutOfMemory extends Error {
  override readonly name = "OutOfMemory";
}

/** Loads what is to fit; everything else about the two is its own business. */
export interface Loader<Model, Context> {
  /** @throws OutOfMemory */
  loadModel(attempt: Attempt): Promise<Model>;
  /** Layers of a loaded model that are on the graphics card. */
  gpuLayersOf(model: Model): number;
  /** @throws OutOfMemory */
  createContext(model: Model, contextSize: number): Promise<Context>;
  free(model: Model): Promise<void>;
}

/**
 * @param wanted what is tried first
 * @param layers all of the model's: what "fit" counts as where it failed before it was a number
 * @throws OutOfMemory when nothing fits, and whatever else the loader throws; nothing stays in memory
 */
export async function loadUntilItFits<Model, Context>(
  wanted: Attempt,
  layers: number,
  loader: Loader<Model, Context>,
): Promise<{ model: Model; context: Context }> {
  const failed: FailedAttempt[] = [];
  let attempt: Attempt | undefined = wanted;
  let model: Model | undefined;
  let cause: OutOfMemory | undefined;
  while (attempt) {
    const { contextSize } = attempt;
    let stage: FailedAttempt["stage"] = "model";
    try {
      // A smaller context alone needs no loading anew.
      if (model !== undefined && loader.gpuLayersOf(model) !== attempt.gpuLayers) {
        const former = model;
        model = undefined;
        await loader.free(former);
      }
      model ??= await loader.loadModel(attempt);
      stage = "context";
      return { model, context: await loader.createContext(model, contextSize) };
    } catch (error) {
      if (!(error instanceof OutOfMemory)) {
        if (model !== undefined) await loader.free(model);
        throw error;
      }
      cause = error;
      const asked = attempt.gpuLayers === "fit" ? layers : attempt.gpuLayers;
      const gpuLayers = model === undefined ? asked : loader.gpuLayersOf(model);
      failed.push({ stage, gpuLayers, contextSize });
      attempt = nextAttempt(failed);
    }
  }
  if (model !== undefined) await loader.free(model);
  throw cause;
}

/**
 * As many at a time as memory holds: half as many after each failure for want of it.
 *
 * @param most tried first, at least 1
 * @throws OutOfMemory when not even one fits, and whatever else `make` throws
 */
export async function halveUntilItFits<T>(
  most: number,
  make: (count: number) => Promise<T>,
): Promise<{ made: T; count: number }> {
  for (let count = most; ; count = Math.floor(count / 2)) {
    try {
      return { made: await make(count), count };
    } catch (error) {
      if (!(error instanceof OutOfMemory) || count <= 1) throw error;
    }
  }
}
