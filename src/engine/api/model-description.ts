/** What is told of the model that runs. */
import * as z from "zod";

/** What runs where: shown to a person in the sidebar and in the command line's summary. */
export const modelDescriptionSchema = z.object({
  path: z.string(),
  name: z.string(),
  /** 0, as the next two, where a server does not tell. */
  layers: z.int(),
  width: z.int(),
  contextSize: z.int(),
  /** "CPU" or the name of the device that holds the layers. */
  device: z.string(),
  /** Host and port of the server that it runs on; absent when it runs here. */
  server: z.string().optional(),
  /** What was done to make the model fit into memory, in one sentence; absent when nothing was. */
  loadingNote: z.string().optional(),
  /** Why activations cannot be steered with this model, in one sentence; absent when they can. */
  steeringUnavailable: z.string().optional(),
});
export type ModelDescription = z.infer<typeof modelDescriptionSchema>;
