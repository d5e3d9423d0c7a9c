/** Work that a person waits for, in view for as long as it takes. */
import type * as vscode from "vscode";
import { contextKey } from "../../workbench/context-key.js";
import { listening } from "../../workbench/listening.js";
import type { Problem, WritingStateHolder } from "./writing-state.js";

/** Says what is being done now, and how much of it is, from 0 to 1. */
export type Say = (message: string, fraction?: number) => void;

/** Does the work; the state tells what it says, and nothing any more when it has ended. */
export async function inView<T>(
  state: WritingStateHolder,
  work: (say: Say) => Promise<T>,
): Promise<T> {
  try {
    return await work((message, fraction) => {
      const { problem: _solved, ...rest } = state.current;
      const activity = { message, ...(fraction !== undefined && { fraction }) };
      state.set({ ...rest, activity });
    });
  } finally {
    const { activity: _ended, ...rest } = state.current;
    state.set(rest);
  }
}

/** Tells the person what is in the way. */
export function tell(state: WritingStateHolder, problem: Problem): void {
  state.set({ ...state.current, problem });
}

/** Keeps the context key `tiller.streaming` true while there is such work. */
export function trackActivity(state: WritingStateHolder): vscode.Disposable {
  const streaming = contextKey("tiller.streaming");
  return listening(state, "change", ({ activity }) => streaming(activity !== undefined));
}
