/** The line above a text that says how it did, and what can be done about it. */
import * as vscode from "vscode";
import { listening } from "../../workbench/listening.js";
import { describeVariant } from "./describe-variant.js";
import type { PlacedReceipt } from "./placed-receipt.js";
import type { ReceiptsInText } from "./receipts-in-text.js";

/** Shows a line above every text that has a receipt. */
export function showReceiptLenses(receipts: ReceiptsInText): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    listening(receipts, "change", () => changed.fire()),
    vscode.languages.registerCodeLensProvider(
      { pattern: "**" },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: (document) =>
          receipts.in(document).flatMap((placed) => [...lensesFor(placed), ...goOn(placed)]),
      },
    ),
  );
}

function lensesFor(placed: PlacedReceipt): vscode.CodeLens[] {
  const { document, start, text, receipt, passage } = placed;
  // A text may begin with the end of the line before it.
  const position = document.positionAt(start + text.length - text.trimStart().length);
  const range = new vscode.Range(position, position);
  const variants = passage?.candidates.length ?? 0;
  if (receipt.lines.length === 0 && variants < 2) return [];
  const lens = (title: string, command: string, ...args: unknown[]) =>
    new vscode.CodeLens(range, { title, command, arguments: args });
  return [
    lens(summary(placed), "tiller.constraints.focus"),
    ...(passage && variants > 1 && !passage.isRewrite
      ? [lens(vscode.l10n.t("Next Variant"), "tiller.nextVariant", passage)]
      : []),
    ...(passage && receipt.failed > 0
      ? [lens(vscode.l10n.t("Retry What Failed"), "tiller.retry", passage)]
      : []),
    ...(passage && variants === 1
      ? [lens(vscode.l10n.t("Variants"), "tiller.variants", passage)]
      : []),
    lens(vscode.l10n.t("Dismiss"), "tiller.dismissReceipt", placed),
  ];
}

/** Below a text that was cut off: it may go on from there. */
function goOn({ document, start, text, passage }: PlacedReceipt): vscode.CodeLens[] {
  const generated = passage?.candidates[passage.shown];
  if (!passage || passage.isRewrite || !generated) return [];
  if (generated.stop !== "length" && generated.stop !== "cut") return [];
  const end = document.positionAt(start + text.trimEnd().length);
  const title = vscode.l10n.t("Cut off after {0} tokens: Continue Writing", generated.tokens);
  const command = { title, command: "tiller.continue", arguments: [passage] };
  return [new vscode.CodeLens(new vscode.Range(end, end), command)];
}

function summary({ receipt, passage }: PlacedReceipt): string {
  const icon = receipt.failed === 0 ? "$(pass)" : "$(circle-slash)";
  const variant = passage && describeVariant(passage.candidates, passage.shown);
  const held = vscode.l10n.t("{0} of {1} held", receipt.held, receipt.lines.length);
  return `${icon} ${variant ?? held}`;
}
