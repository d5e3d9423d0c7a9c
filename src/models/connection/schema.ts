/** The request that downloads a model, and what comes of it: shared by the engine and its clients. */
import * as z from "zod";

export const downloadSchema = z.object({
  kind: z.literal("download"),
  /**
   * `hf:owner/repo/file.gguf`, `hf:owner/repo:Q4_K_M`, a page or link of the hub, another https
   * address of a `.gguf`, or the name of a recommended model.
   */
  source: z.string(),
  /** Folder that receives `owner/repo/file.gguf`; what has arrived of it so far lies beside. */
  directory: z.string(),
  /** Another hub than `HF_ENDPOINT` or https://huggingface.co. */
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
  /** The file to load; of a split model the first part. */
  path: z.string(),
  /** Size of all its files. */
  bytes: z.int(),
  /** Whether the server named a SHA-256 that could be compared; if not, only the size was. */
  hashChecked: z.boolean(),
});
export type DownloadResult = z.infer<typeof downloadResultSchema>;

/** How far a download is; part of the request's progress. */
export const transferSchema = z.object({
  /** Bytes that are here. */
  bytes: z.int(),
  /** Bytes of all files together; absent when the server does not say. */
  total: z.int().optional(),
  /** Bytes a second, lately; absent when it cannot be told yet. */
  rate: z.number().optional(),
});
export type Transfer = z.infer<typeof transferSchema>;
