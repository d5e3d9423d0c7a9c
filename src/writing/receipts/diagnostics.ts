/** Where in the text a constraint was not held, as VS Code marks places, and what can be done there. */
import * as vscode from "vscode";
import { listening } from "../../workbench/listening.js";
import { failingPlaces } from "./placed-receipt.js";
import type { ReceiptsInText } from "./receipts-in-text.js";

const SOURCE = "Tiller";

/** Marks every place for as long as its receipt stands in the text. */
export function showReceiptDiagnostics(receipts: ReceiptsInText): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection("tiller");
  const mark = () => {
    for (const document of vscode.workspace.textDocuments) {
      const places = receipts.in(document).flatMap(failingPlaces);
      if (places.length > 0 || collection.has(document.uri)) {
        collection.set(document.uri, places.map(diagnostic));
      }
    }
  };
  return vscode.Disposable.from(
    collection,
    listening(receipts, "change", mark),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
    vscode.languages.registerCodeActionsProvider(
      { pattern: "**" },
      { provideCodeActions: (document, _range, context) => actions(receipts, document, context) },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

function diagnostic({ range, reason }: { range: vscode.Range; reason: string }) {
  const made = new vscode.Diagnostic(range, reason, vscode.DiagnosticSeverity.Information);
  made.source = SOURCE;
  return made;
}

function actions(
  receipts: ReceiptsInText,
  document: vscode.TextDocument,
  { diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const ours = diagnostics.filter(({ source }) => source === SOURCE);
  const [first] = ours;
  const placed = first && receipts.concerning(document, first.range.start);
  if (!placed) return [];
  const action = (title: string, command: string, argument: unknown) => {
    const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    made.command = { title, command, arguments: [argument] };
    made.diagnostics = ours;
    return made;
  };
  const { passage } = placed;
  return [
    ...(passage ? [action(vscode.l10n.t("Retry What Failed"), "tiller.retry", passage)] : []),
    action(vscode.l10n.t("Dismiss"), "tiller.dismissReceipt", placed),
  ];
}
