/** A choice that holds on all of twelve examples, and on none unsteered. */
import type { CalibratedChoice } from "../../src/steering/calibration.js";

export function calibratedAt(layer: number): CalibratedChoice {
  return {
    layer,
    operation: "target",
    positions: "from-last",
    strength: 1,
    accuracyOff: 0,
    accuracyOn: 1,
    examples: 12,
  };
}
