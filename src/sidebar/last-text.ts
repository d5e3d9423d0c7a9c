/** What came of the text that was written last, as the sidebar shows it. */
import * as vscode from "vscode";
import type { GuaranteeReport, Receipt } from "../constraints/receipt.js";
import type { GeneratedText } from "../engine/api/protocol.js";
import { howSteered } from "../writing/receipts/describe-variant.js";
import { shownReceipt, type WritingState } from "../writing/state/writing-state.js";
import type { LastText, Variant } from "./messages.js";

/** Absent where nothing was asked of the text and there is nothing to know about it. */
export function lastTextOf(writing: WritingState): LastText | undefined {
  const { checked, passage, lastResult } = writing;
  const { texts, shown } = passage ?? { texts: lastResult?.texts ?? [], shown: 0 };
  const receipt = shownReceipt(writing);
  const variants = checked || texts.length < 2 ? [] : variantsOf(texts);
  const notes = checked ? [] : (lastResult?.notes ?? []);
  const stop = passage?.texts[shown]?.stop;
  if (!receipt || receipt.lines.length + notes.length + variants.length === 0) return undefined;
  return {
    title: checked ? vscode.l10n.t("Checked text") : vscode.l10n.t("Last text"),
    ...(receipt.lines.length > 0 && {
      summary: vscode.l10n.t("{0} of {1} held", receipt.held, receipt.lines.length),
    }),
    lines: receiptLines(
      receipt,
      checked ? [] : (texts[shown]?.guarantees ?? []),
      checked !== undefined || passage !== undefined,
    ),
    variants,
    shown,
    notes,
    isCutOff: !checked && !writing.review && (stop === "length" || stop === "cut"),
  };
}

function receiptLines(
  { lines }: Receipt,
  guarantees: readonly GuaranteeReport[],
  stands: boolean,
): LastText["lines"] {
  return lines.map(({ id, label, held, reason, span }) => {
    const guarantee = guarantees.find((one) => one.id === id);
    return {
      label,
      held,
      reason: guarantee ? `${reason} ${whatItDid(guarantee)}` : reason,
      hasPlace: stands && !held && span !== undefined,
    };
  });
}

function variantsOf(texts: readonly GeneratedText[]): Variant[] {
  const areSteeredAlike = texts.every(({ strength }) => strength === texts[0]?.strength);
  return texts.map(({ strength, receipt }, index) => {
    const [number, count] = [index + 1, texts.length];
    return {
      title: String(areSteeredAlike ? number : strength),
      spoken: areSteeredAlike
        ? vscode.l10n.t("{0} of {1} variants", number, count)
        : vscode.l10n.t(
            "{0}, {1}, variant {2} of {3}",
            strength,
            howSteered(strength),
            number,
            count,
          ),
      held: receipt.lines.map(({ held }) => held),
    };
  });
}

/** Whether steering alone was enough. */
function whatItDid({ interventions }: GuaranteeReport): string {
  if (interventions === 0) return vscode.l10n.t("The guarantee did not need to step in.");
  return interventions === 1
    ? vscode.l10n.t("The guarantee stepped in once.")
    : vscode.l10n.t("The guarantee stepped in {0} times.", interventions);
}
