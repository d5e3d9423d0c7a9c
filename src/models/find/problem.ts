/** Why a model that was found cannot be used, in one sentence. */
import { basename } from "node:path";
import * as l10n from "@vscode/l10n";
import { isKnownArchitecture, type OtherPurpose } from "./architectures.js";
import type { FileFacts } from "./facts.js";

export function damagedProblem(): string {
  return l10n.t(
    "Its header cannot be read; the file may be incomplete or damaged, so download it again.",
  );
}

export function unreadableProblem(code: string): string {
  return l10n.t("The file cannot be read ({0}).", code);
}

export function missingPartProblem(path: string): string {
  return l10n.t("Its part {0} is missing; download it again.", basename(path));
}

/** @returns undefined if it can be used */
export function problemOf(first: FileFacts, parts: readonly FileFacts[]): string | undefined {
  if (first.purpose) return purposeProblem(first.purpose);
  if (first.architecture === "") return damagedProblem();
  if (!isKnownArchitecture(first.architecture)) {
    return l10n.t("This version cannot load its architecture, {0}.", first.architecture);
  }
  if (parts.every(({ parameters }) => parameters === 0)) {
    return l10n.t("It contains no weights, only data that goes with them.");
  }
  if (!first.hasVocabulary || first.layers === 0 || first.width === 0) return damagedProblem();
  if (parts.some(({ missingBytes }) => missingBytes > 0)) {
    return l10n.t("The end of the file is missing; download it again.");
  }
  return undefined;
}

function purposeProblem(purpose: OtherPurpose): string {
  switch (purpose) {
    case "projector":
      return l10n.t("It is the part of a model that reads images, not the part that writes.");
    case "adapter":
      return l10n.t("It is an adapter (LoRA), which changes a model but is not one itself.");
    case "control-vector":
      return l10n.t("It is a control vector, which steers a model but is not one itself.");
    case "embedding":
      return l10n.t("It turns texts into embeddings for searching and cannot write.");
    case "diffusion":
      return l10n.t("It writes by diffusion, not word by word, and cannot be used here.");
    case "draft":
      return l10n.t("It drafts for another model and cannot write by itself.");
    case "speech":
      return l10n.t("It is part of a speech model, which does not write texts.");
    case "encoder-decoder":
      return l10n.t("It is made to transform texts, not to continue them.");
  }
}
