/** The commands that make, vary and decide on rewrites. */
import * as vscode from "vscode";
import { Passage } from "../passages/passage.js";
import type { Passages } from "../passages/passages.js";
import type { Writer } from "../streaming/writer.js";
import * as problems from "./problems.js";
import type { Rewriter } from "./rewriter.js";

/** Registers the commands; each acts on the passage it is given, else on the one at the cursor. */
export function registerReviewCommands(
  rewriter: Rewriter,
  writer: Writer,
  passages: Passages,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("tiller.rewrite", () =>
      rewriter.rewrite(vscode.window.activeTextEditor),
    ),
    onPassage("tiller.accept", accept),
    onPassage("tiller.acceptSentence", acceptSentence),
    onPassage("tiller.reject", reject),
    onPassage("tiller.again", (passage) => rewriter.again(passage)),
    onPassage("tiller.stronger", (passage) => rewriter.stronger(passage)),
    onPassage("tiller.weaker", (passage) => rewriter.weaker(passage)),
    onPassage("tiller.nextVariant", (passage) => step(passage, 1)),
    onPassage("tiller.previousVariant", (passage) => step(passage, -1)),
    vscode.commands.registerCommand("tiller.acceptAll", () => forAll(accept)),
    vscode.commands.registerCommand("tiller.rejectAll", () => forAll(reject)),
  );

  function onPassage(command: string, act: (passage: Passage) => unknown): vscode.Disposable {
    return vscode.commands.registerCommand(command, async (given?: unknown) => {
      const passage = given instanceof Passage ? given : passages.current;
      if (passage) await act(passage);
    });
  }

  async function forAll(act: (passage: Passage) => Promise<void>): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) return;
    for (const passage of passages.in(document)) if (passage.isRewrite) await act(passage);
  }

  async function accept(passage: Passage): Promise<void> {
    if (mayBeAccepted(passage) && !(await passage.accept())) writer.report(problems.notAccepted());
  }

  async function acceptSentence(passage: Passage): Promise<void> {
    if (passage.isUnderWay) return writer.report(problems.stillWriting());
    const editor = vscode.window.activeTextEditor;
    const offset =
      editor?.document === passage.document
        ? passage.document.offsetAt(editor.selection.active)
        : undefined;
    if (!(await passage.acceptSentence(offset))) refuse(passage);
  }

  async function reject(passage: Passage): Promise<void> {
    if (passage.isUnderWay) await writer.stop();
    if (passage.isOver) return;
    const { document, hasTheirs } = passage;
    if (!(await passage.reject())) writer.report(problems.notAccepted());
    // What they typed into the text goes with it: one undo brings both back, and they are told so.
    else if (hasTheirs) writer.report(problems.rejectedWithTheirs(document));
  }

  async function step(passage: Passage, by: number): Promise<void> {
    const { length } = passage.candidates;
    if (length > 1) await passage.show((passage.shown + by + length) % length);
  }

  function mayBeAccepted(passage: Passage): boolean {
    if (passage.isUnderWay) writer.report(problems.stillWriting());
    else if (passage.lost[0]) writer.report(problems.lostProblem(passage.lost[0]));
    return !passage.isUnderWay && passage.lost.length === 0;
  }

  function refuse({ lost: [lost] }: Passage): void {
    writer.report(lost ? problems.lostProblem(lost) : problems.notAccepted());
  }
}
