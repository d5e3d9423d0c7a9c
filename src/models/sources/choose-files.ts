/** Which files in a repository are the model that somebody means. */
import * as l10n from "@vscode/l10n";
import { quoted } from "../../text/quoted.js";
import { DownloadError } from "../connection/download-error.js";
import type { HubSource } from "./source.js";
import { allParts, modelOf } from "./split-files.js";

/** llama.cpp's choice if none is named. */
const USUAL_QUANTISATION = "Q4_K_M";
/** GGUF files that are not language models: picture encoders, importance matrices, vocabularies. */
const NO_MODEL = /(?:^|[/._-])(?:mmproj|imatrix|vocab)(?:[/._-]|$)/i;
/** How many names are offered to somebody who must choose. */
const MOST_NAMES = 8;

/**
 * The files of one model, in order; several when it is split.
 *
 * @param names all files of the repository
 * @throws DownloadError when none or several models are meant, or parts are missing
 */
export function chooseFiles(source: HubSource, names: readonly string[]): readonly string[] {
  const { repository, file, quantisation } = source;
  const ggufs = names.filter((name) => /\.gguf$/i.test(name));
  if (ggufs.length === 0) {
    throw refused(
      l10n.t("{0} has no GGUF files; look for a GGUF version of the model.", repository),
    );
  }
  if (file !== undefined) {
    if (!ggufs.includes(file)) {
      throw refused(
        l10n.t("There is no {0} in {1}; it has {2}.", quoted(file), repository, listOf(ggufs)),
      );
    }
    return complete(file, ggufs);
  }
  const models = ggufs.filter((name) => allParts(name)[0] === name && !NO_MODEL.test(name));
  const wanted = quantisation ?? USUAL_QUANTISATION;
  const fitting = models.filter((name) => isOf(wanted, name));
  const candidates = fitting.length === 0 && quantisation === undefined ? models : fitting;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return complete(only, ggufs);
  throw refused(
    only === undefined
      ? l10n.t("There is no {0} in {1}; it has {2}.", wanted, repository, listOf(ggufs))
      : l10n.t(
          "{0} has several models: {2}; name one, such as hf:{0}/{1}.",
          repository,
          quoted(only),
          listOf(candidates),
        ),
  );
}

/** Whether a name, or a folder that it is in, names this quantisation; "Q4_K" is not "Q4_K_M". */
function isOf(quantisation: string, name: string): boolean {
  const words = (text: string) => text.toLowerCase().replace(/[./ ]/g, "-");
  const wanted = words(quantisation);
  const all = `-${words(modelOf(name))}-`;
  return all.includes(`-${wanted}-`) || all.includes(`_${wanted}-`);
}

/** @throws DownloadError when a part of a split model is missing */
function complete(file: string, ggufs: readonly string[]): readonly string[] {
  const parts = allParts(file);
  const missing = parts.find((part) => !ggufs.includes(part));
  if (missing === undefined) return parts;
  throw refused(
    l10n.t("{0} is part of a model whose part {1} is missing.", quoted(file), quoted(missing)),
  );
}

function listOf(names: readonly string[]): string {
  const first = [...new Set(names.map(modelOf))].map((name) => quoted(name));
  const shown = first.slice(0, MOST_NAMES).join(", ");
  return first.length > MOST_NAMES ? `${shown}, …` : shown;
}

function refused(message: string): DownloadError {
  return new DownloadError("bad-input", message);
}
