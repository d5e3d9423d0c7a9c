/** The requests that describe CUDA support and add it: shared by the engine and its clients. */
import * as z from "zod";

/** What would be fetched. Nothing is fetched, and nothing goes over the network. */
export const cudaOfferRequestSchema = z.object({ kind: z.literal("cuda-offer") });

export const cudaOfferSchema = z.union([
  /** Why there is nothing to add, in one sentence. */
  z.object({ unavailable: z.string() }),
  z.object({
    packages: z.array(z.object({ name: z.string(), version: z.string(), bytes: z.int() })).min(1),
    /** Bytes on disk when installed. */
    unpackedBytes: z.int(),
    /** Who sends them. */
    host: z.string(),
    /** Where they go. */
    folder: z.string(),
  }),
]);
export type CudaOffer = z.infer<typeof cudaOfferSchema>;

/** Fetches what was offered. */
export const addCudaRequestSchema = z.object({
  kind: z.literal("add-cuda"),
  /** As for a download. */
  proxy: z.string().optional(),
  noProxy: z.string().optional(),
});
export type AddCudaRequest = z.infer<typeof addCudaRequestSchema>;

export const cudaAddedSchema = z.object({
  /** Names of the packages that are there now. */
  packages: z.array(z.string()),
});
export type CudaAdded = z.infer<typeof cudaAddedSchema>;
