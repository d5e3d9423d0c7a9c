/** The page's own words, in the person's language. */
import * as vscode from "vscode";
import type { Layout } from "./messages.js";

export function pageTexts(): Layout["texts"] {
  return {
    hint: vscode.l10n.t(
      "Switch something on, put the cursor where the text should continue, and press Continue Writing (Shift+Alt+Enter unless you changed it).",
    ),
    more: vscode.l10n.t("More"),
    prompt: vscode.l10n.t("Prompt"),
    tell: vscode.l10n.t("Also tell the model"),
    tellHelp: vscode.l10n.t("Steering and telling work best together."),
    preset: vscode.l10n.t("Preset"),
    noPreset: vscode.l10n.t("No preset"),
    savePresetHelp: vscode.l10n.t("Save what is switched on as a preset"),
    strength: vscode.l10n.t("Strength"),
    strengthOf: vscode.l10n.t("Strength of {0}"),
    calibrated: vscode.l10n.t("calibrated"),
    guarantee: vscode.l10n.t("Guarantee"),
    guaranteeOf: vscode.l10n.t("Guarantee {0}"),
    anyNumber: vscode.l10n.t("any"),
    argumentOf: vscode.l10n.t("{0} for {1}"),
    removeWord: vscode.l10n.t("Remove {0}"),
    effects: vscode.l10n.t("Texts in which each held on this model, without → with steering."),
    starter: vscode.l10n.t("The starter model."),
    commands: {
      continue: vscode.l10n.t("Continue Writing"),
      write: vscode.l10n.t("Write..."),
      rewrite: vscode.l10n.t("Rewrite"),
      variants: vscode.l10n.t("Variants"),
      retry: vscode.l10n.t("Retry What Failed"),
      stop: vscode.l10n.t("Stop"),
      savePreset: vscode.l10n.t("Save..."),
      saveSelectionToDocument: vscode.l10n.t("Save to Document"),
      useDocumentSelection: vscode.l10n.t("Use the Document's Own"),
      showReport: vscode.l10n.t("Show Report"),
      chooseModel: vscode.l10n.t("Choose Model"),
      getBetterModel: vscode.l10n.t("Get a Better Model"),
    },
    variants: vscode.l10n.t("Variants"),
    held: vscode.l10n.t("held"),
    notHeld: vscode.l10n.t("not held"),
    receiptSpoken: vscode.l10n.t("{0}: {1} held, {2} not held."),
    notHeldLine: vscode.l10n.t("{0} not held: {1}"),
    showPlace: vscode.l10n.t("Show"),
    showPlaceOf: vscode.l10n.t("Show where {0} failed"),
  };
}
