/** How a model is put into memory, as far as a person says so. */
import * as z from "zod";

/** Most tokens that a model is given at once, answer included, however long a context it was trained on. */
export const MAX_CONTEXT = 8192;

/** What is absent is chosen to fit. A change loads the model anew. */
export const loadingSchema = z.object({
  /** Tokens, answer included. */
  contextSize: z.int().min(1).optional(),
  /** Layers on the graphics card; 0 computes on the processor alone. */
  gpuLayers: z.int().min(0).optional(),
});
export type Loading = z.infer<typeof loadingSchema>;

/**
 * Tokens of the context that a model is to get; where memory is too small, it gets fewer.
 * @param trained the longest that the model was trained on, if that is known
 */
export function wantedContext(
  { contextSize = MAX_CONTEXT }: Loading,
  trained = MAX_CONTEXT,
): number {
  return Math.min(contextSize, trained);
}
