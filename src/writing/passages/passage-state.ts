/** Which passage concerns the person now, for whoever shows the state and for keybindings. */
import * as vscode from "vscode";
import { contextKey } from "../../workbench/context-key.js";
import { listening } from "../../workbench/listening.js";
import type { WritingState, WritingStateHolder } from "../state/writing-state.js";
import type { Passages } from "./passages.js";

/**
 * Keeps the part of the state that is about passages, and the context keys `tiller.hasPassage`,
 * `tiller.hasVariants` and `tiller.reviewing`, as they are for the active editor.
 */
export function trackPassages(passages: Passages, state: WritingStateHolder): vscode.Disposable {
  const hasPassage = contextKey("tiller.hasPassage");
  const hasVariants = contextKey("tiller.hasVariants");
  const isReviewing = contextKey("tiller.reviewing");
  const track = () => {
    const editor = vscode.window.activeTextEditor;
    const passage = passages.current;
    const waiting = editor ? passages.in(editor.document).filter((one) => one.isRewrite) : [];
    hasPassage(passage !== undefined);
    hasVariants((passage?.candidates.length ?? 0) > 1);
    isReviewing(waiting.length > 0);
    const { review: _before, ...rest } = state.current;
    const next: WritingState = {
      ...rest,
      ...(passage &&
        passage.candidates.length > 0 && {
          passage: { texts: passage.candidates, shown: passage.shown },
        }),
      ...(passage?.isRewrite && {
        review: { number: waiting.indexOf(passage) + 1, of: waiting.length },
      }),
    };
    if (isOther(next, state.current)) state.set(next);
  };
  track();
  return vscode.Disposable.from(
    listening(passages, "change", track),
    vscode.window.onDidChangeActiveTextEditor(track),
    vscode.window.onDidChangeTextEditorSelection(track),
  );
}

/** Passages change with every key; what is shown of them seldom does. */
function isOther({ passage, review }: WritingState, before: WritingState): boolean {
  const texts = passage?.texts ?? [];
  const textsBefore = before.passage?.texts ?? [];
  return (
    passage?.shown !== before.passage?.shown ||
    texts.length !== textsBefore.length ||
    texts.some((text, index) => text !== textsBefore[index]) ||
    review?.number !== before.review?.number ||
    review?.of !== before.review?.of
  );
}
