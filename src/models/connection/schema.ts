/** The request that downloads a model, and its result: shared by the engine and its clients. */
import * as z from "zod";

export const downloadSchema = z.object({
  kind: z.literal("download"),
  /**
   * `hf:owner/repo/file.gguf`, `hf:owner/repo:Q4_K_M`, a page or link of the hub, another https
   * address of a `.gguf`, or the name of a recommended model.
   */
  source: z.string(),
  /** Folder that receives `owner/repo/file.gguf`; an unfinished download lies beside it. */
  directory: z.string(),
  /** A hub other than `HF_ENDPOINT` or https://huggingface.co. */
  endpoint: z.string().optional(),
  /** Access token of the hub, sent to nobody else; instead of `HF_TOKEN`. */
  token: z.string().optional(),
  /** Address of an HTTP proxy, instead of those of `HTTPS_PROXY` and `HTTP_PROXY`; "" for none. */
  proxy: z.string().optional(),
  /** Hosts that are reached without it, as in `NO_PROXY` and instead of it. */
  noProxy: z.string().optional(),
});
export type DownloadRequest = z.infer<typeof downloadSchema>;

export const downloadResultSchema = z.object({
  /** The file to load; for a split model, the first part. */
  path: z.string(),
  /** Size of all its files. */
  bytes: z.int(),
  /** Whether the server sent a SHA-256 to check against; if not, only the size was checked. */
  hashChecked: z.boolean(),
});
export type DownloadResult = z.infer<typeof downloadResultSchema>;

/** How far a download has come; part of the request's progress. */
export const transferSchema = z.object({
  /** Bytes that have arrived. */
  bytes: z.int(),
  /** Bytes of all files together; absent when the server does not say. */
  total: z.int().optional(),
  /** Recent bytes per second; absent while not yet known. */
  rate: z.number().optional(),
});
export type Transfer = z.infer<typeof transferSchema>;
