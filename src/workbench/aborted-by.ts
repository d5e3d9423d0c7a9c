/** VS Code's own way to cancel, for what is stopped by a signal, as all of ours is. */
import type * as vscode from "vscode";

/** Aborts when the token is cancelled. */
export function abortedBy(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  // Whoever asks gives each request a token of its own: the listener goes with it.
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
