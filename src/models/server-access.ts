/** What accompanies a request to a server. None of it comes from a workspace. */
import * as z from "zod";

/** A vector set for the server's model, in two places. */
export const servedVectorSetSchema = z.object({
  /** On this machine: the vector files and their `calibration.json`. */
  folder: z.string().min(1),
  /** Where the server reads the same files. */
  serverFolder: z.string().min(1),
});
export type ServedVectorSet = z.infer<typeof servedVectorSetSchema>;

export const serverAccessSchema = z.object({
  /** Sent only to the server's origin. */
  key: z.string().min(1).optional(),
  /** The user agreed to send text and key even if others can read them on the way. */
  unencrypted: z.boolean(),
  /** Steers if the server accepts vectors. */
  vectors: servedVectorSetSchema.optional(),
});
export type ServerAccess = z.infer<typeof serverAccessSchema>;

/** The models of a server that has not been chosen yet. */
export const serverModelsRequestSchema = z.object({
  kind: z.literal("server-models"),
  /** As returned by `parseBaseUrl`. */
  baseUrl: z.string(),
  access: serverAccessSchema,
});

export const serverModelsSchema = z.object({ models: z.array(z.string()) });
