/** Models on this machine: what the request asks for, and what the result says of each. */
import * as z from "zod";
import { modelSources } from "./model-source.js";

export const findModelsSchema = z.object({
  kind: z.literal("find-models"),
  /** Folders of the person's own, searched with those of the programs that are known. */
  folders: z.array(z.string()),
  /** Where downloads go, if not to Tiller's own folder, which is searched as well. */
  downloads: z.string().optional(),
  /** Files of the person's own, wherever they lie. */
  files: z.array(z.string()).optional(),
});
export type FindModelsRequest = z.infer<typeof findModelsSchema>;

export const foundModelSchema = z.object({
  /** The file to load; for a split model, the first. */
  path: z.string(),
  name: z.string(),
  source: z.enum(modelSources),
  /** Size of all of its files. */
  bytes: z.int(),
  /** Number of weights. */
  parameters: z.int().optional(),
  /** As in file names: `Q4_K_M`, `F16`. */
  quantisation: z.string().optional(),
  /** Longest context it was trained on, in tokens. */
  contextLength: z.int().optional(),
  architecture: z.string().optional(),
  /** Whether there is a vector set for this model on this machine. */
  calibrated: z.boolean(),
  /** Bytes it takes to run, according to `memoryNeed`; 0 if the file does not say enough. */
  memory: z.int(),
  /** Why it cannot be used, in one sentence; absent if it can be. */
  problem: z.string().optional(),
});
export type FoundModel = z.infer<typeof foundModelSchema>;

export const foundModelsSchema = z.object({ models: z.array(foundModelSchema) });
export type FoundModels = z.infer<typeof foundModelsSchema>;
