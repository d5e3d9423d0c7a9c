/** One of several texts for one place, in a few words. */
import * as vscode from "vscode";
import type { GeneratedText } from "../../engine/protocol.js";

/** "calibrated · 3 of 4 · 2/2 held"; undefined when it is the only one. */
export function describeVariant(
  texts: readonly GeneratedText[],
  shown: number,
): string | undefined {
  const text = texts[shown];
  if (!text || texts.length < 2) return undefined;
  const steered = howSteered(text.strength);
  const { held, lines } = text.receipt;
  return lines.length === 0
    ? vscode.l10n.t("{0} · {1} of {2}", steered, shown + 1, texts.length)
    : vscode.l10n.t(
        "{0} · {1} of {2} · {3}/{4} held",
        steered,
        shown + 1,
        texts.length,
        held,
        lines.length,
      );
}

function howSteered(strength: number): string {
  if (strength === 0) return vscode.l10n.t("unsteered");
  if (strength === 1) return vscode.l10n.t("calibrated");
  return strength < 1 ? vscode.l10n.t("lighter") : vscode.l10n.t("stronger");
}
