/** Node's events and VS Code's ends of listening, brought together. */
import type { EventEmitter } from "node:events";
import type * as vscode from "vscode";

/** Listens until it is disposed. */
export function listening<
  Events extends Record<keyof Events, unknown[]>,
  Event extends keyof Events,
>(
  emitter: EventEmitter<Events>,
  event: Event,
  listener: (...values: Events[Event]) => void,
): vscode.Disposable {
  // Node's types know the listener only where they know the event.
  const untyped = emitter as EventEmitter;
  const heard = listener as () => void;
  untyped.on(String(event), heard);
  return { dispose: () => untyped.off(String(event), heard) };
}

/** Aborts when VS Code does not want the result any more. */
export function abortedBy(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
