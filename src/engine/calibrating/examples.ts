/** What calibration tries a constraint's vectors on: prompts, vectors, and texts to compare with. */
import { findConstraint } from "../../constraints/catalogue.js";
import type { WordSteering } from "../../constraints/definition/constraint.js";
import type { ActiveConstraint } from "../../constraints/selection.js";
import { extractionQueries } from "../../steering/base-queries.js";
import { argumentsOf, neededVectors } from "../../steering/contrast.js";
import { contentWords } from "../../text/content-words.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { extractVector } from "../measuring/activations.js";
import type { Example } from "./calibrate.js";
import {
  type CalibrationPrompt,
  unsteeredRequest,
  type ValidationPrompt,
  type ValidationWriter,
} from "./validation.js";
import type { ScoredText } from "./written-texts.js";

/** Contrast pairs for a vector that is made once and kept (method: 20 to 50). */
export const PAIRS = 48;
/** For the sample words on which the use of all words' vectors is chosen. */
export const WORD_PAIRS = 20;

/** An example of which the told text is still to be written. */
type Untold = Omit<Example, "told">;

/** @param key under which the told texts are kept */
export async function examplesFor(
  loaded: LoadedModel,
  active: ActiveConstraint,
  key: string,
  prompts: readonly ValidationPrompt[],
  writer: ValidationWriter,
  signal: AbortSignal,
): Promise<Example[]> {
  const untold = await untoldExamples(loaded, active, prompts, signal);
  const told = await writer.write(
    key,
    untold.map(({ prompt, instructions }) => unsteeredRequest(prompt, instructions)),
  );
  return untold.map((example, i) => ({ ...example, told: told[i] as ScoredText }));
}

function untoldExamples(
  loaded: LoadedModel,
  active: ActiveConstraint,
  prompts: readonly ValidationPrompt[],
  signal: AbortSignal,
): Promise<Untold[]> {
  const { words } = findConstraint(active.id).steering;
  return words
    ? wordExamples(loaded, active, words, prompts, signal)
    : constraintExamples(loaded, active, prompts, signal);
}

async function constraintExamples(
  loaded: LoadedModel,
  active: ActiveConstraint,
  prompts: readonly ValidationPrompt[],
  signal: AbortSignal,
): Promise<Untold[]> {
  const constraint = findConstraint(active.id);
  const [needed] = neededVectors(active);
  if (!needed) return [];
  const queries = extractionQueries.slice(0, PAIRS);
  const vector = await extractVector(loaded, needed, queries, () => {}, signal);
  return prompts.map((prompt) => ({
    ...prompt,
    instructions: needed.phrasings.slice(0, 1),
    vector,
    sign: 1,
    holds: (text) => constraint.verify(text, active.args).held,
  }));
}

async function wordExamples(
  loaded: LoadedModel,
  active: ActiveConstraint,
  words: WordSteering,
  prompts: readonly ValidationPrompt[],
  signal: AbortSignal,
): Promise<Untold[]> {
  const constraint = findConstraint(active.id);
  const examples: Untold[] = [];
  const chosen = words.subtracts === undefined ? includable(prompts) : excludable(prompts);
  for (const [i, word] of chosen.entries()) {
    const prompt = prompts[i];
    if (word === undefined || !prompt) continue;
    const args = argumentsOf(words, word);
    const [needed] = neededVectors({ ...active, args });
    if (!needed) continue;
    const { sign } = needed;
    const queries = extractionQueries.slice(0, WORD_PAIRS);
    const vector = await extractVector(loaded, needed, queries, () => {}, signal);
    examples.push({
      ...prompt,
      instructions: constraint.phrasings(args).slice(0, 1),
      vector,
      sign,
      holds: (text) => constraint.verify(text, args).held,
    });
  }
  return examples;
}

/** Per prompt, a word that its text has and the prompt itself has not. */
function excludable(prompts: readonly ValidationPrompt[]): (string | undefined)[] {
  return prompts.map(({ prompt, unsteered }) => {
    const asked = contentWords(promptText(prompt));
    return contentWords(unsteered.text).find((word) => !asked.includes(word));
  });
}

/** Per prompt, a word of the text halfway round the list that its own text has not. */
function includable(prompts: readonly ValidationPrompt[]): (string | undefined)[] {
  return prompts.map(({ unsteered: { text } }, i) => {
    const other = prompts[(i + Math.floor(prompts.length / 2)) % prompts.length];
    const words = contentWords(other?.unsteered.text ?? "");
    return words.find((word) => !text.toLowerCase().includes(word));
  });
}

function promptText(prompt: CalibrationPrompt): string {
  return prompt.mode === "write" ? prompt.instruction : prompt.text;
}
