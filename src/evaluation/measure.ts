/** Turns written texts into figures. */
import type { WrittenCase } from "../engine/api/protocol.js";
import type { SteeringChoice } from "../steering/choice.js";
import { isDegenerate, qualityBounds, type WrittenText } from "../steering/quality.js";
import type { Measure, Quality, UsedChoice } from "./results.js";
import { mean } from "./statistics.js";

/** Texts hold when every constraint of their selection holds, unless `holds` says otherwise. */
export function measure(
  texts: readonly WrittenCase[],
  holds: (text: WrittenCase, index: number) => boolean = ({ receipt }) => receipt.failed === 0,
): Measure {
  const outcomes = texts.map(holds);
  return {
    n: texts.length,
    held: outcomes.filter(Boolean).length,
    outcomes,
    ...quality(texts),
  };
}

export function quality(texts: readonly WrittenCase[]): Quality {
  const likelihoods = texts.flatMap(({ negativeLogLikelihood: nll }) =>
    nll === null ? [] : [nll],
  );
  return {
    negativeLogLikelihood: likelihoods.length === 0 ? null : mean(likelihoods),
    repetition: mean(texts.map(({ repetition }) => repetition)),
  };
}

/** Whether steering left text number `index` of a constraint's examples whole. */
export type Soundness = (steered: WrittenCase, index: number) => boolean;

/** Judges texts against what the model writes unsteered for the same requests, untold and told. */
export function soundness(
  unsteered: readonly WrittenCase[],
  told: readonly WrittenCase[],
): Soundness {
  const references = unsteered.flatMap((text, i) => {
    const other = told[i];
    return other ? [{ unsteered: written(text), told: written(other) }] : [];
  });
  const bounds = qualityBounds(references);
  return (steered, index) => {
    const reference = references[index];
    return reference !== undefined && !isDegenerate(written(steered), reference, bounds);
  };
}

function written({ text, stop, negativeLogLikelihood }: WrittenCase): WrittenText {
  return {
    text,
    ended: stop === "end",
    negativeLogLikelihood: negativeLogLikelihood ?? Number.NaN,
  };
}

/** How a constraint was steered in these texts; undefined when it was not. */
export function choiceUsed(texts: readonly WrittenCase[], id: string): UsedChoice | undefined {
  const choice = texts[0]?.choices[id];
  return choice && usedChoice(choice);
}

export function usedChoice(choice: SteeringChoice): UsedChoice {
  return choice.strength === 0 ? "off" : choice;
}

/** A choice to try if calibration left the constraint off, to see what it would do. */
export function switchedOn(choice: SteeringChoice): SteeringChoice {
  return choice.strength === 0 ? { ...choice, strength: 1 } : choice;
}
