/** Which passage concerns the person now, for whoever shows the state and for keybindings. */
import * as vscode from "vscode";
import type { WritingState, WritingStateHolder } from "../state/writing-state.js";
import type { Passages } from "./passages.js";

/**
 * Keeps the part of the state that is about passages, and the context keys `tiller.hasPassage`,
 * `tiller.hasVariants` and `tiller.reviewing`, as they are for the active editor.
 */
export function trackPassages(passages: Passages, state: WritingStateHolder): vscode.Disposable {
  const contexts = new Map<string, boolean>();
  const setContext = (key: string, value: boolean) => {
    if ((contexts.get(key) ?? false) === value) return;
    contexts.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  };
  const track = () => {
    const editor = vscode.window.activeTextEditor;
    const passage = editor && passages.concerning(editor);
    const waiting = editor ? passages.in(editor.document).filter((one) => one.isRewrite) : [];
    setContext("tiller.hasPassage", passage !== undefined);
    setContext("tiller.hasVariants", (passage?.candidates.length ?? 0) > 1);
    setContext("tiller.reviewing", waiting.length > 0);
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
  passages.on("change", track);
  track();
  return vscode.Disposable.from(
    { dispose: () => passages.off("change", track) },
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
