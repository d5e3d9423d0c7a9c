/** A bench whose model writes what a test says. */
import { parseSelection } from "../../../src/constraints/selection.js";
import { writeReceipt } from "../../../src/constraints/write-receipt.js";
import type { TextCase, WrittenCase } from "../../../src/engine/api/protocol.js";
import type { Bench } from "../../../src/evaluation/bench.js";
import type { SteeringChoice } from "../../../src/steering/choice.js";
import { fourGramRepetition } from "../../../src/steering/quality.js";

export const CALIBRATED: SteeringChoice = {
  layer: 2,
  operation: "target",
  positions: "from-last",
  strength: 1,
};

export interface FakeBench extends Bench {
  /** Every case that was asked for, in order. */
  readonly asked: TextCase[];
}

/** @param says the text for a case; its choices are the calibrated ones unless it brings its own */
export function fakeBench(says: (asked: TextCase) => string, calibrated = CALIBRATED): FakeBench {
  const asked: TextCase[] = [];
  return {
    layers: 6,
    asked,
    async write(cases) {
      asked.push(...cases);
      return cases.map((one) => written(one, says(one), calibrated));
    },
    async geometry({ constraints, pairs }) {
      return {
        explained: [0.5, 0.25],
        groups: constraints.map(({ id }, i) => ({
          label: id,
          points: Array.from({ length: pairs }, (_, k): [number, number] => [i, k]),
        })),
      };
    },
  };
}

function written(asked: TextCase, text: string, calibrated: SteeringChoice): WrittenCase {
  const selection = parseSelection(asked.selection);
  const choices = selection.constraints.map(({ id }) => [id, asked.choices?.[id] ?? calibrated]);
  return {
    text,
    tokens: text.length,
    stop: "end",
    receipt: writeReceipt(text, selection),
    guarantees: [],
    choices: asked.strength === 0 ? {} : Object.fromEntries(choices),
    negativeLogLikelihood: text === "" ? null : 1,
    repetition: fourGramRepetition(text),
  };
}

/** Whether activations are steered at all in a case. */
export function isSteered({ strength }: TextCase): boolean {
  return strength > 0;
}
