/** Which addresses may be requested: encrypted ones, and this machine's own. */
import * as l10n from "@vscode/l10n";
import { DownloadError } from "./download-error.js";

/** Whether an address belongs to this machine. */
export function isLoopback(url: URL): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
}

/**
 * Where a redirect leads.
 * @throws DownloadError for a redirect that must not be followed: away from encryption, or to
 *   something other than a web address
 */
export function nextAddress(from: URL, location: string): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const encrypted = url?.protocol === "https:";
  if (url && (encrypted || (url.protocol === "http:" && from.protocol === "http:"))) return url;
  throw new DownloadError(
    "download-failed",
    l10n.t(
      "{0} redirects to an address that is not encrypted ({1}), so nothing was downloaded.",
      from.host,
      location,
    ),
  );
}
