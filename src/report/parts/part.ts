/** One part of the report. */
import type { Evaluation } from "../../evaluation/results.js";
import type { Html } from "../drawing/html.js";

export interface Part {
  /** Anchor, and the start of every id inside. */
  id: string;
  title: string;
  /** One sentence saying what is measured, and how. */
  lead: string;
  /** Undefined if the evaluation did not measure it. */
  body(evaluation: Evaluation): Promise<Html | undefined>;
}
