/** How a model is put into memory, as far as a person says so. */
import * as z from "zod";

/** What is absent is chosen to fit. A change loads the model anew. */
export const loadingSchema = z.object({
  /** Tokens, answer included. */
  contextSize: z.int().min(1).optional(),
  /** Layers on the graphics card; 0 computes on the processor alone. */
  gpuLayers: z.int().min(0).optional(),
});
export type Loading = z.infer<typeof loadingSchema>;
