/** What the writing side is doing, for whoever shows it. */
import { EventEmitter } from "node:events";
import type { Receipt } from "../../constraints/receipt.js";
import type { GeneratedText, GenerateResult } from "../../engine/api/protocol.js";

/** Something a person should know: one sentence, and at most one thing to do about it. */
export interface Problem {
  readonly message: string;
  readonly action?: { readonly title: string; readonly run: () => unknown };
}

/** What is being done right now, for a person. */
export interface Activity {
  readonly message: string;
  /** 0 to 1; absent when it cannot be known. */
  readonly fraction?: number;
}

/** The candidates of the passage that concerns the person now. */
export interface PassageTexts {
  readonly texts: readonly GeneratedText[];
  /** Index of the one that is in the document. */
  readonly shown: number;
}

/** How many rewrites of the document wait for acceptance, and which one the cursor is at, from 1. */
export interface ReviewState {
  readonly number: number;
  readonly of: number;
}

export interface WritingState {
  /** Absent while nothing runs. */
  readonly activity?: Activity;
  /** The last request that wrote something. */
  readonly lastResult?: GenerateResult;
  /** Stays, as the last result does, when the passage is accepted or its document closed. */
  readonly passage?: PassageTexts;
  /** Of the text that the person asked to be checked, until something else is written. */
  readonly checked?: Receipt;
  /** Absent while nothing waits in the active editor. */
  readonly review?: ReviewState;
  /** Why the last request did not end well; absent when it did. */
  readonly problem?: Problem;
}

/** The receipt that concerns the person now. */
export function shownReceipt(state: WritingState): Receipt | undefined {
  return state.checked ?? shownText(state)?.receipt;
}

/** The text whose receipt concerns the person now. */
export function shownText({ passage, lastResult }: WritingState): GeneratedText | undefined {
  return passage?.texts[passage.shown] ?? lastResult?.texts[0];
}

/** Holds the current state; emits `change` with each new one. */
export class WritingStateHolder extends EventEmitter<{ change: [WritingState] }> {
  private state: WritingState = {};

  get current(): WritingState {
    return this.state;
  }

  set(state: WritingState): void {
    this.state = state;
    this.emit("change", state);
  }
}
