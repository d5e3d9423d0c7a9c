/** Downloads a model. */
import { DownloadError } from "./download-error.js";
import type { DownloadRequest, DownloadResult, Transfer } from "./schema.js";

/** What is told while a download runs: a progress of the engine's protocol. */
export interface DownloadProgress {
  message: string;
  fraction?: number;
  secondsLeft?: number;
  transfer?: Transfer;
}

/** @throws DownloadError */
export async function download(
  _request: DownloadRequest,
  _report: (progress: DownloadProgress) => void,
  _signal: AbortSignal,
): Promise<DownloadResult> {
  throw new DownloadError("download-failed", "Downloading is not there yet.");
}
