/** What the writing side is doing, for whoever shows it. */
import { EventEmitter } from "node:events";
import type { GenerateResult } from "../engine/protocol.js";

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

export interface WritingState {
  /** Absent while nothing runs. */
  readonly activity?: Activity;
  /** The last request that wrote something. */
  readonly lastResult?: GenerateResult;
  /** Why the last request did not end well; absent when it did. */
  readonly problem?: Problem;
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
