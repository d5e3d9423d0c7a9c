/** One of several texts for one place, in a few words. */
import * as vscode from "vscode";
import type { GeneratedText } from "../../engine/api/protocol.js";

/** "calibrated · 3 of 4 · 2/2 held"; undefined when it is the only one. */
export function describeVariant(
  texts: readonly GeneratedText[],
  shown: number,
): string | undefined {
  const text = texts[shown];
  if (!text || texts.length < 2) return undefined;
  const { held, lines } = text.receipt;
  const areSteeredAlike = texts.every(({ strength }) => strength === text.strength);
  return [
    ...(areSteeredAlike ? [] : [howSteered(text.strength)]),
    vscode.l10n.t("{0} of {1}", shown + 1, texts.length),
    ...(lines.length > 0 ? [vscode.l10n.t("{0}/{1} held", held, lines.length)] : []),
  ].join(" · ");
}

/** A strength in a word: "lighter". */
export function howSteered(strength: number): string {
  if (strength === 0) return vscode.l10n.t("unsteered");
  if (strength === 1) return vscode.l10n.t("calibrated");
  return strength < 1 ? vscode.l10n.t("lighter") : vscode.l10n.t("stronger");
}
