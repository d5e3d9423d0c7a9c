/** Models that are on this machine already: what is asked for, and what is told of each. */
import * as z from "zod";
import { modelSources } from "./model-source.js";

export const findModelsSchema = z.object({
  kind: z.literal("find-models"),
  /** Folders of the person's own, searched with those of the programs that are known. */
  folders: z.array(z.string()),
  /** Where downloads go, if not into Tiller's own folder, which is searched too. */
  downloads: z.string().optional(),
  /** Files of the person's own, wherever they lie. */
  files: z.array(z.string()).optional(),
});
export type FindModelsRequest = z.infer<typeof findModelsSchema>;

export const foundModelSchema = z.object({
  /** The file that is loaded: of a split model its first. */
  path: z.string(),
  name: z.string(),
  source: z.enum(modelSources),
  /** Size of all of its files. */
  bytes: z.int(),
  /** Number of weights. */
  parameters: z.int().optional(),
  /** As in files' names: `Q4_K_M`, `F16`. */
  quantisation: z.string().optional(),
  /** Longest context it was trained on, in tokens. */
  contextLength: z.int().optional(),
  architecture: z.string().optional(),
  /** Whether a vector set of this model is here. */
  calibrated: z.boolean(),
  /** Bytes that it takes to run, as `memoryNeed` tells; 0 where the file does not say enough. */
  memory: z.int(),
  /** Why it cannot be used, in one sentence; absent when nothing speaks against it. */
  problem: z.string().optional(),
});
export type FoundModel = z.infer<typeof foundModelSchema>;

export const foundModelsSchema = z.object({ models: z.array(foundModelSchema) });
export type FoundModels = z.infer<typeof foundModelsSchema>;
