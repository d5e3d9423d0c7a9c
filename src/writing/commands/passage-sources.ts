import type { Selection as ConstraintSelection } from "../../constraints/selection.js";
import type { EngineClient } from "../../engine/api/client.js";
import type { Passages } from "../passages/passages.js";
import type { WritingStateHolder } from "../state/writing-state.js";
import type { Turns } from "../streaming/turns.js";

/** What the commands on a passage need from the rest of the extension. */
export interface PassageSources {
  readonly engine: EngineClient;
  readonly turns: Turns;
  readonly passages: Passages;
  readonly state: WritingStateHolder;
  /** Which constraints are on. */
  readonly selected: () => ConstraintSelection;
}
