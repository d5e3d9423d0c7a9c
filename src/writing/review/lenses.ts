/** What can be done about a rewrite, in a line above it. */
import * as vscode from "vscode";
import { asText } from "../../workbench/as-text.js";
import { listening } from "../../workbench/listening.js";
import type { Passage } from "../passages/passage.js";
import type { Passages } from "../passages/passages.js";
import { lostProblem } from "./problems.js";

/** Shows the lenses of every rewrite that waits for acceptance. */
export function showReviewLenses(passages: Passages): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let known = "";
  const fire = () => {
    // While text streams in, or a person types, VS Code asks by itself.
    const state = JSON.stringify(
      passages.rewrites.map(({ candidates, shown, isUnderWay }) => [
        candidates.length,
        shown,
        isUnderWay,
      ]),
    );
    if (state !== known) changed.fire();
    known = state;
  };
  return vscode.Disposable.from(
    changed,
    listening(passages, "change", fire),
    vscode.languages.registerCodeLensProvider("*", {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document) =>
        passages.rewrites.filter((passage) => passage.document === document).flatMap(lensesFor),
    }),
  );
}

function lensesFor(passage: Passage): vscode.CodeLens[] {
  const { document, original } = passage;
  if (!original) return [];
  const at = document.positionAt(original.start);
  return commandsFor(passage).map(
    (command) => new vscode.CodeLens(new vscode.Range(at, at), command),
  );
}

function commandsFor(passage: Passage): vscode.Command[] {
  const on = (command: string, title: string) => ({ command, title, arguments: [passage] });
  const reject = on("tiller.reject", vscode.l10n.t("Reject"));
  if (passage.isUnderWay) return [reject];
  const [lost] = passage.lost;
  const accept = lost
    ? [{ command: "", title: `$(warning) ${asText(lostProblem(lost).message)}` }]
    : [
        on("tiller.accept", vscode.l10n.t("Accept")),
        on("tiller.acceptSentence", vscode.l10n.t("Accept Sentence")),
      ];
  return [
    ...accept,
    reject,
    on("tiller.again", vscode.l10n.t("Again")),
    on("tiller.stronger", vscode.l10n.t("Stronger")),
    on("tiller.weaker", vscode.l10n.t("Weaker")),
    ...variants(passage, on),
  ];
}

function variants(
  { candidates, shown }: Passage,
  on: (command: string, title: string) => vscode.Command,
): vscode.Command[] {
  if (candidates.length < 2) return [];
  return [
    on("tiller.previousVariant", vscode.l10n.t("Previous")),
    { command: "", title: vscode.l10n.t("{0} of {1}", shown + 1, candidates.length) },
    on("tiller.nextVariant", vscode.l10n.t("Next")),
  ];
}
