/** A problem that the person would not see otherwise. */
import * as vscode from "vscode";
import { asText } from "../../workbench/as-text.js";
import { listening } from "../../workbench/listening.js";
import type { Problem, WritingStateHolder } from "./writing-state.js";

/** Says a new problem in a message, unless `isShownElsewhere` says that it is in view already. */
export function noticeProblems(
  state: WritingStateHolder,
  isShownElsewhere: () => boolean,
): vscode.Disposable {
  let known: Problem | undefined;
  return listening(state, "change", ({ problem }) => {
    if (problem === known) return;
    known = problem;
    if (problem && !isShownElsewhere()) void say(problem);
  });
}

async function say({ message, action }: Problem): Promise<void> {
  const actions = action ? [action.title] : [];
  const chosen = await vscode.window.showWarningMessage(asText(message), ...actions);
  if (chosen !== undefined) await action?.run();
}
