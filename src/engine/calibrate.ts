/** Chooses layer, operation, positions and strength of a vector by trying them on the model. */
import {
  type CalibratedChoice,
  candidates,
  keepBest,
  type ScoredCandidate,
  score,
  type Trial,
} from "../steering/calibration.js";
import type { SteeringChoice } from "../steering/choice.js";
import { composePlan, planOperation, type SteeringPlan } from "../steering/plan.js";
import { isDegenerate, type WrittenText } from "../steering/quality.js";
import type { SteeringVector } from "../steering/vector.js";
import { decode } from "./decode.js";
import type { LoadedModel } from "./loaded-model.js";
import { preparePrompt } from "./prompts.js";
import type { Prompt } from "./protocol.js";
import { firstSequences } from "./sequences.js";

/** A validation prompt with what is known of it. */
export interface Example {
  prompt: Prompt;
  vector: SteeringVector;
  /** -1: the vector is subtracted. */
  sign: 1 | -1;
  holds: (text: string) => boolean;
  unsteered: WrittenText;
}

/** Texts longer than this are of no use to tell candidates apart. */
const MAX_TOKENS = 192;
/** Every candidate is tried on this many examples, the best ones on all. */
const FIRST_EXAMPLES = 4;
const FINALISTS = 12;

/**
 * The candidate under which the constraint holds most often in sound texts. Steering that does not
 * hold more often than no steering gets strength 0: it stays off.
 *
 * @param onProgress called with the share of the work that is done, 0 to 1
 */
export async function calibrate(
  loaded: LoadedModel,
  examples: readonly Example[],
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<CalibratedChoice> {
  const excluding = examples.some(({ sign }) => sign < 0);
  const choices = candidates(loaded.file.layers, excluding);
  const firstRound = await tryOut(loaded, choices, examples.slice(0, FIRST_EXAMPLES), signal);
  onProgress(0.5);
  const finalists = keepBest(firstRound, FINALISTS);
  const secondRound = await tryOut(
    loaded,
    finalists.map(({ choice }) => choice),
    examples.slice(FIRST_EXAMPLES),
    signal,
  );
  onProgress(1);
  const scored = finalists.map(({ choice, trials }, i) => ({
    choice,
    trials: [...trials, ...(secondRound[i]?.trials ?? [])],
  }));
  const off = examples.filter(({ holds, unsteered }) => holds(unsteered.text));
  const accuracyOff = off.length / Math.max(1, examples.length);
  const best = keepBest(scored, 1)[0];
  if (!best || score(best) <= accuracyOff) {
    const choice = best?.choice ?? (choices[0] as SteeringChoice);
    return {
      ...choice,
      strength: 0,
      accuracyOff,
      accuracyOn: accuracyOff,
      examples: examples.length,
    };
  }
  return {
    ...best.choice,
    accuracyOff,
    accuracyOn: best.trials.filter(({ held }) => held).length / best.trials.length,
    examples: examples.length,
  };
}

/** Greedy texts of the model for prompts, steered by the plans given. */
export async function writeGreedily(
  loaded: LoadedModel,
  requests: readonly { prompt: Prompt; plan: SteeringPlan }[],
  signal: AbortSignal,
): Promise<WrittenText[]> {
  const steered = await loaded.measuringContext();
  const sequences = firstSequences(steered, steered.context.totalSequences);
  const room = steered.context.contextSize - MAX_TOKENS;
  const tasks = requests.map(({ prompt, plan }) => ({
    ...preparePrompt(loaded, prompt, [], room),
    plan,
    sampling: { temperature: 0, seed: 0, maxTokens: MAX_TOKENS },
  }));
  const decoded = await decode(loaded.model, steered, sequences, tasks, signal);
  signal.throwIfAborted();
  return decoded.map(({ text, stop }) => ({ text, ended: stop === "end" }));
}

async function tryOut(
  loaded: LoadedModel,
  choices: readonly SteeringChoice[],
  examples: readonly Example[],
  signal: AbortSignal,
): Promise<ScoredCandidate[]> {
  const requests = choices.flatMap((choice) =>
    examples.map(({ prompt, vector, sign }) => ({
      prompt,
      plan: composePlan([planOperation(vector, choice, 1, sign)]),
    })),
  );
  const texts = await writeGreedily(loaded, requests, signal);
  return choices.map((choice, i) => ({
    choice,
    trials: examples.map(({ holds, unsteered }, k): Trial => {
      const text = texts[i * examples.length + k] as WrittenText;
      return { held: holds(text.text), degenerate: isDegenerate(text, unsteered) };
    }),
  }));
}
