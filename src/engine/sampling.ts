/** How the next token is chosen. */
import * as z from "zod";
import { SEEDS } from "./limits.js";

export const samplingSchema = z.object({
  /** 0 is greedy. */
  temperature: z.number().min(0).max(5),
  seed: z
    .int()
    .min(0)
    .max(SEEDS - 1),
  maxTokens: z.int().min(1).max(1_000_000),
});
export type Sampling = z.infer<typeof samplingSchema>;
