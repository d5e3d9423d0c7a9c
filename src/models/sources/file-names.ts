/**
 * Which names of a server's files may become names on this machine.
 *
 * Our own code: filenamify and the like replace what is not allowed, so two names can become one
 * and a malicious name still becomes a file; here such a name is refused.
 */
import * as l10n from "@vscode/l10n";
import { quoted } from "../../text/quoted.js";
import { DownloadError } from "../connection/download-error.js";

/** Names that Windows reserves for devices, whatever follows their first full stop. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
/** Characters that separate folders, mean something to a file system, or are invisible. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:"|?*\\/]/;
/** Bytes of UTF-8 that most file systems allow, less what is temporarily appended to a name. */
const LONGEST = 240;

/**
 * Whether a file or folder of this name can be created on every system and will be visible: not a
 * path, not a hidden file, nothing that Windows takes for a device or alters, no unpaired
 * surrogates.
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
 * @throws DownloadError if they cannot name a model file on this machine
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
