/** What whoever asks the engine for text needs of the rest of the extension. */
import type * as vscode from "vscode";
import type { Selection as ConstraintSelection } from "../../constraints/selection.js";
import type { EngineClient } from "../../engine/api/client.js";
import type { ModelInUse } from "../../settings/model-in-use.js";
import type { Passages } from "../passages/passages.js";
import type { WritingStateHolder } from "../state/writing-state.js";
import type { Turns } from "./turns.js";

export interface TextSources {
  readonly engine: EngineClient;
  readonly model: ModelInUse;
  /** Shared by all who ask. */
  readonly turns: Turns;
  /** Where it is shown that something is being written, and how it did. */
  readonly state: WritingStateHolder;
  /** Which constraints are on. */
  readonly selected: () => ConstraintSelection;
  readonly log: vscode.LogOutputChannel;
}

/** For what is done with a text that was written. */
export interface PassageSources extends TextSources {
  readonly passages: Passages;
}
