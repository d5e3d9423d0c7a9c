/** Chooses layer, operation, positions and strength of a vector by trying them on the model. */
import {
  type CalibratedChoice,
  type CalibrationMode,
  candidates,
} from "../../steering/calibration.js";
import type { SteeringChoice } from "../../steering/choice.js";
import { findChoice } from "../../steering/halving.js";
import { composePlan, planOperation, type SteeringPlan } from "../../steering/plan.js";
import { isDegenerate, meanLikelihood, qualityBounds } from "../../steering/quality.js";
import type { SteeringVector } from "../../steering/vector.js";
import type { Prompt } from "../api/protocol.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { MAX_TOKENS, type TextRequest, type ValidationWriter } from "./validation.js";
import type { ScoredText } from "./written-texts.js";

/** A validation prompt with what is known of it for one constraint. */
export interface Example {
  prompt: Prompt;
  /** Phrasings of the constraint. */
  instructions: readonly string[];
  vector: SteeringVector;
  /** -1: the vector is subtracted. */
  sign: 1 | -1;
  holds: (text: string) => boolean;
  /** What the model writes unsteered: without the instructions, and told them. */
  unsteered: ScoredText;
  told: ScoredText;
}

/** A steered text gets so many times the tokens that the longer unsteered text took, and some. */
const LENGTH_FACTOR = 1.5;
const EXTRA_TOKENS = 8;

/**
 * The choice under which the constraint holds most often in sound texts. Where steering is not
 * clearly better than none, the strength is 0: it stays off.
 *
 * @param constraint under which the texts are kept
 * @param onProgress called with the number of texts that have been written
 */
export async function calibrate(
  loaded: LoadedModel,
  writer: ValidationWriter,
  constraint: string,
  examples: readonly Example[],
  mode: CalibrationMode,
  onProgress: (texts: number) => void,
): Promise<CalibratedChoice> {
  const bounds = qualityBounds(examples);
  const offTexts = examples.map(({ unsteered, told }) => (mode === "told" ? told : unsteered));
  const off = examples.map(({ holds }, i) => holds(offTexts[i]?.text ?? ""));
  const choices = candidatesFor(loaded, examples);
  const written = new Map<SteeringChoice, ScoredText[]>();
  let finished = 0;

  const found = await findChoice({
    candidates: choices,
    off,
    async tryOut(group, from, to) {
      const some = examples.slice(from, to);
      const requests = group.flatMap((choice) => requestsFor(some, choice, mode));
      const texts = await writer.write(constraint, requests, (done) => onProgress(finished + done));
      finished += texts.length;
      return group.map((choice, i) => {
        const own = texts.slice(i * some.length, (i + 1) * some.length);
        written.set(choice, [...(written.get(choice) ?? []), ...own]);
        return own.map((text, k) => {
          const example = some[k] as Example;
          return {
            held: example.holds(text.text),
            degenerate: isDegenerate(text, example, bounds),
          };
        });
      });
    },
  });

  const accuracyOff = share(off);
  const choice = found?.choice ?? { ...(choices[0] as SteeringChoice), strength: 0 };
  return {
    ...choice,
    accuracyOff,
    accuracyOn: found ? share(found.trials.map(({ held }) => held)) : accuracyOff,
    examples: examples.length,
    qualityOff: meanLikelihood(offTexts),
    qualityOn: meanLikelihood(found ? (written.get(found.choice) ?? []) : offTexts),
    agreement: agreementAt(examples, choice.layer),
    generatedTokens: [...written.values()].flat().reduce((sum, { tokens }) => sum + tokens, 0),
  };
}

/** What there is to try for examples that steer along, or away from, their vectors. */
export function candidatesFor(
  { file }: LoadedModel,
  examples: readonly Pick<Example, "sign">[],
): SteeringChoice[] {
  return candidates(
    file.layers,
    examples.some(({ sign }) => sign < 0),
  );
}

function requestsFor(
  examples: readonly Example[],
  choice: SteeringChoice,
  mode: CalibrationMode,
): TextRequest[] {
  const plans = new Map<SteeringVector, SteeringPlan>();
  return examples.map(({ prompt, instructions, vector, sign, unsteered, told }) => {
    const plan = plans.get(vector) ?? composePlan([planOperation(vector, choice, 1, sign)]);
    plans.set(vector, plan);
    const usual = Math.max(unsteered.tokens, told.tokens);
    return {
      prompt,
      instructions: mode === "told" ? instructions : [],
      plan,
      steering: JSON.stringify([vector.name, choice, sign]),
      maxTokens: Math.min(MAX_TOKENS, Math.ceil(usual * LENGTH_FACTOR) + EXTRA_TOKENS),
    };
  });
}

function agreementAt(examples: readonly Example[], layer: number): number {
  const vectors = [...new Set(examples.map(({ vector }) => vector))];
  const sum = vectors.reduce((sum, { layers }) => sum + (layers[layer]?.agreement ?? 0), 0);
  return vectors.length === 0 ? 0 : sum / vectors.length;
}

function share(held: readonly boolean[]): number {
  return held.filter(Boolean).length / Math.max(1, held.length);
}
