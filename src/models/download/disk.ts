/** How much fits on the disk, and what file-system errors mean. */
import * as l10n from "@vscode/l10n";
import { DownloadError } from "../connection/download-error.js";

/** Left for the system and for whatever else is written in the meantime. */
const LEFT_FREE = 200_000_000;

/**
 * @param missing bytes still to be written
 * @param free bytes that can be written; undefined if unknown
 * @throws DownloadError when they do not fit
 */
export function checkSpace(folder: string, missing: number, free: number | undefined): void {
  if (missing === 0 || free === undefined || missing + LEFT_FREE <= free) return;
  throw new DownloadError(
    "download-failed",
    l10n.t(
      "There is not enough space in {0}: {1} are needed and {2} are free; free some space, or choose another folder.",
      folder,
      size(missing + LEFT_FREE),
      size(free),
    ),
  );
}

function size(bytes: number): string {
  return bytes < 1e9
    ? l10n.t("{0} MB", Math.ceil(bytes / 1e6))
    : l10n.t("{0} GB", (bytes / 1e9).toFixed(1));
}

/** What a file-system error means; any other error is returned unchanged. */
export function asDiskError(error: unknown, folder: string): unknown {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  const failed = (message: string) => new DownloadError("download-failed", message);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return failed(
        l10n.t(
          "There is no space left in {0}; what has arrived is kept: free some space, and download again to resume.",
          folder,
        ),
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return failed(
        l10n.t("Tiller may not write to {0} ({1}); choose another folder.", folder, code),
      );
    case "EFBIG":
      return failed(
        l10n.t(
          "The disk that holds {0} cannot store files of this size; choose another folder.",
          folder,
        ),
      );
    case "ENOTDIR":
    case "EEXIST":
      return failed(l10n.t("{0} is not a folder, or has a file where a folder must be.", folder));
    default:
      return failed(l10n.t("{0} cannot be written to ({1}).", folder, code));
  }
}
