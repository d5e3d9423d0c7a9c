/** Why a download failed. */

/** The message is one sentence for a person: what was wrong and what to do. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
  constructor(
    readonly code: "bad-input" | "access-denied" | "download-failed",
    message: string,
  ) {
    super(message);
  }
}
