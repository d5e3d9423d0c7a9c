/** How a constraint's arguments are called for a person. */
import * as vscode from "vscode";
import type { Field } from "./messages.js";

/** @param id of the constraint */
export function argumentLabel(id: string, { kind, name }: Field): string {
  switch (`${id} ${name}`) {
    case "detectable_content:postscript postscript_marker":
      return vscode.l10n.t("Marker");
    case "detectable_format:multiple_sections section_spliter":
      return vscode.l10n.t("Heading");
    case "detectable_format:constrained_response options":
      return vscode.l10n.t("Answers");
    case "length_constraints:nth_paragraph_first_word nth_paragraph":
      return vscode.l10n.t("Paragraph");
    case "length_constraints:nth_paragraph_first_word num_paragraphs":
      return vscode.l10n.t("Paragraphs in total");
  }
  switch (kind) {
    case "number":
      return vscode.l10n.t("Number");
    case "choice":
      return vscode.l10n.t("Relation");
    case "text":
    case "list":
      return vscode.l10n.t("Words");
  }
}

/** What an empty list of words asks for. */
export function listPlaceholder(id: string): string {
  switch (id) {
    case "keywords:existence":
      return vscode.l10n.t("Add a word to include");
    case "keywords:forbidden_words":
      return vscode.l10n.t("Add a word to exclude");
    default:
      return vscode.l10n.t("Add one");
  }
}
