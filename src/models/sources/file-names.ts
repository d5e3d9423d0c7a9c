/**
 * Which names of a server's files may become names on this machine.
 *
 * Own code: filenamify and its kin replace what is not allowed, so that two names can become one and
 * a trick becomes a file; here such a name is refused.
 */
import * as l10n from "@vscode/l10n";
import { quoted } from "../../text/quoted.js";
import { DownloadError } from "../connection/download-error.js";

/** Names that Windows keeps for devices, whatever follows their first full stop. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
/** What separates folders, means something to a file system, or cannot be seen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:"|?*\\/]/;
/** Bytes of UTF-8, as most file systems allow, less what is put behind a name for the time being. */
const LONGEST = 240;

/**
 * Whether a file or folder of this name can be made on every system, where the person will see it:
 * no path, no hidden file, nothing that Windows takes for a device or changes, no half characters.
 */
export function isSafeName(name: string): boolean {
  return (
    name !== "" &&
    !name.startsWith(".") &&
    !name.startsWith(" ") &&
    !/[. ]$/.test(name) &&
    !FORBIDDEN.test(name) &&
    !DEVICE.test(name) &&
    Buffer.byteLength(name) <= LONGEST &&
    !/\p{Surrogate}/u.test(name)
  );
}

/**
 * @param names of the folders and the file
 * @throws DownloadError when they could not be a model file on this machine
 */
export function checkModelFile(names: readonly string[]): void {
  const path = names.join("/");
  const shown = quoted(path);
  if (!names.every(isSafeName)) {
    throw new DownloadError(
      "bad-input",
      l10n.t('"{0}" cannot be a file name on this machine, so it was not downloaded.', shown),
    );
  }
  if (!path.toLowerCase().endsWith(".gguf")) {
    throw new DownloadError(
      "bad-input",
      l10n.t('"{0}" is not a GGUF file; look for a GGUF version of the model.', shown),
    );
  }
}
