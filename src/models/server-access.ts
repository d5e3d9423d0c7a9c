/** What a request to a server takes along. None of it comes from a workspace. */
import * as z from "zod";

/** A vector set of the server's model, in two places. */
export const servedVectorSetSchema = z.object({
  /** On this machine: the vector files and their `calibration.json`. */
  folder: z.string().min(1),
  /** Where the server reads the same files. */
  serverFolder: z.string().min(1),
});
export type ServedVectorSet = z.infer<typeof servedVectorSetSchema>;

export const serverAccessSchema = z.object({
  /** Sent to the server's origin alone. */
  key: z.string().min(1).optional(),
  /** The person wants text and key sent even where others can read them on the way. */
  unencrypted: z.boolean(),
  /** Steers where the server takes vectors. */
  vectors: servedVectorSetSchema.optional(),
});
export type ServerAccess = z.infer<typeof serverAccessSchema>;

/** The models of a server that is not chosen yet. */
export const serverModelsRequestSchema = z.object({
  kind: z.literal("server-models"),
  /** As `parseBaseUrl` gives it. */
  baseUrl: z.string(),
  access: serverAccessSchema,
});

export const serverModelsSchema = z.object({ models: z.array(z.string()) });
