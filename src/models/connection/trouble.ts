/** Failures that may go away with waiting: a lost connection, a busy server. */
import * as l10n from "@vscode/l10n";
import { DownloadError } from "./download-error.js";

export class Trouble extends Error {
  override readonly name = "Trouble";
  constructor(
    /** `unreachable`: the host cannot be reached at all, as without a network. */
    readonly kind: "unreachable" | "lost" | "stalled" | "busy" | "server-error",
    /** The host that did not answer properly. */
    readonly host: string,
    /** When to ask the server again, in milliseconds from now. */
    readonly retryAfter?: number,
  ) {
    super(`${kind}: ${host}`);
  }
}

/** What to tell people when waiting did not help. */
export function asDownloadError({ kind, host, retryAfter }: Trouble): DownloadError {
  return new DownloadError("download-failed", sentence(kind, host, retryAfter));
}

function sentence(kind: Trouble["kind"], host: string, retryAfter: number | undefined): string {
  switch (kind) {
    case "unreachable":
      return l10n.t(
        "Nothing can be downloaded now because {0} cannot be reached; everything else works without a network.",
        host,
      );
    case "lost":
      return l10n.t(
        "The connection to {0} was lost; what has arrived is kept, and downloading again resumes there.",
        host,
      );
    case "stalled":
      return l10n.t(
        "{0} has stopped sending; what has arrived is kept, and downloading again resumes there.",
        host,
      );
    case "busy":
      return retryAfter === undefined
        ? l10n.t("{0} is getting too many requests; try again later.", host)
        : l10n.t(
            "{0} is getting too many requests; try again in {1} minutes.",
            host,
            Math.ceil(retryAfter / 60_000),
          );
    case "server-error":
      return l10n.t(
        "{0} has a problem of its own right now; what has arrived is kept, and downloading again later resumes there.",
        host,
      );
  }
}
