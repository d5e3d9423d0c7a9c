/** Makes a model's vector set: measures the vectors, chooses how to use them, writes the files. */
import { findConstraint } from "../constraints/catalogue.js";
import type { ActiveConstraint } from "../constraints/selection.js";
import { parseSelection } from "../constraints/selection.js";
import { extractionQueries, validationQueries } from "../steering/base-queries.js";
import type { CalibratedChoice } from "../steering/calibration.js";
import { EXCLUDE, INCLUDE, inclusion, neededVectors } from "../steering/contrast.js";
import { UNSTEERED_PLAN } from "../steering/plan.js";
import type { WrittenText } from "../steering/quality.js";
import type { SteeringVector } from "../steering/vector.js";
import { contentWords } from "../steering/words.js";
import { extractVector } from "./activations.js";
import { calibrate, type Example, writeGreedily } from "./calibrate.js";
import { RequestFailure } from "./failure.js";
import type { LoadedModel } from "./loaded-model.js";
import type { Progress, Prompt, VectorSummary, VectorsRequest, VectorsResult } from "./protocol.js";
import { writeCalibration, writeVector } from "./vector-store.js";

/** Contrast pairs for a vector that is made once and kept (method: 20 to 50). */
const PAIRS = 48;
/** For the sample words on which the use of all words' vectors is chosen. */
const WORD_PAIRS = 20;
/** Validation prompts on which the use of a vector is chosen. */
const EXAMPLES = 12;

/** A prompt, and what the model writes for it unsteered. */
interface Trial {
  prompt: Prompt;
  unsteered: WrittenText;
}

interface Work {
  loaded: LoadedModel;
  trials: readonly Trial[];
  signal: AbortSignal;
  report: (progress: Progress) => void;
}

/**
 * Words are sampled from what the model itself writes: a vector that includes or excludes a word
 * is used as it worked best on those.
 *
 * @throws RequestFailure when the model cannot be steered; ConstraintError for a bad constraint
 */
export async function makeVectors(
  loaded: LoadedModel,
  request: VectorsRequest,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<VectorsResult> {
  const model = await loaded.describe();
  if (model.steeringUnavailable !== undefined) {
    throw new RequestFailure("vector-unusable", model.steeringUnavailable);
  }
  const { constraints } = parseSelection({ constraints: request.constraints });
  report({ message: "Writing the validation texts unsteered", fraction: 0 });
  const trials = await unsteeredTrials(loaded, signal);

  const choices: Record<string, CalibratedChoice> = {};
  const vectors: VectorSummary[] = [];
  for (const [i, active] of constraints.entries()) {
    const { label } = findConstraint(active.id);
    const at = (fraction: number) =>
      report({ message: `Measuring "${label}"`, fraction: (i + fraction) / constraints.length });
    const work: Work = { loaded, trials, signal, report: ({ fraction = 0 }) => at(fraction) };
    const examples = await examplesFor(active, work);
    const choice = await calibrate(loaded, examples, (done) => at(0.3 + 0.7 * done), signal);
    const isWord = active.id === INCLUDE || active.id === EXCLUDE;
    for (const vector of new Set(examples.map((example) => example.vector))) {
      const key = isWord ? active.id : vector.name;
      choices[key] = choice;
      // The sample words' own vectors have served; a writer's words are measured when asked for.
      const file = isWord ? "" : await writeVector(request.directory, vector, loaded.file);
      if (!vectors.some(({ id }) => id === key)) vectors.push(summary(key, file, vector, choice));
    }
    await writeCalibration(request.directory, { model: loaded.file.identity, choices });
  }
  return { model, vectors };
}

function summary(
  id: string,
  file: string,
  vector: SteeringVector,
  choice: CalibratedChoice,
): VectorSummary {
  const { layer, operation, positions, strength, accuracyOff, accuracyOn } = choice;
  return {
    id,
    file,
    pairs: vector.pairs,
    agreement: vector.layers[layer]?.agreement ?? 0,
    layer,
    operation,
    positions,
    strength,
    accuracyOff,
    accuracyOn,
  };
}

async function examplesFor(active: ActiveConstraint, work: Work): Promise<Example[]> {
  if (active.id === INCLUDE) return wordExamples(active.id, includable(work.trials), work);
  if (active.id === EXCLUDE) return wordExamples(active.id, excludable(work.trials), work);
  const { loaded, signal, report } = work;
  const constraint = findConstraint(active.id);
  const [needed] = neededVectors(active);
  if (!needed) return [];
  const progress = (done: number, all: number) =>
    report({ message: constraint.label, fraction: (0.3 * done) / all });
  const queries = extractionQueries.slice(0, PAIRS);
  const vector = await extractVector(loaded, needed, queries, progress, signal);
  return work.trials.map((trial) => ({
    ...trial,
    vector,
    sign: 1,
    holds: (text) => constraint.verify(text, active.args).held,
  }));
}

/**
 * Half of the validation prompts are requests, half are texts to continue: the two are steered
 * from different places, and a choice has to serve both.
 */
async function unsteeredTrials(loaded: LoadedModel, signal: AbortSignal): Promise<Trial[]> {
  const write = async (prompts: readonly Prompt[]) => {
    const texts = await writeGreedily(
      loaded,
      prompts.map((prompt) => ({ prompt, plan: UNSTEERED_PLAN })),
      signal,
    );
    return prompts.map((prompt, i): Trial => ({ prompt, unsteered: texts[i] as WrittenText }));
  };
  const requests = await write(
    validationQueries
      .slice(0, EXAMPLES)
      .map((instruction): Prompt => ({ mode: "write", instruction })),
  );
  const [asked, begun] = [0, 1].map((half) => requests.filter((_, i) => i % 2 === half));
  const continued = await write(
    (begun ?? []).map(
      ({ unsteered }): Prompt => ({ mode: "continue", text: firstSentence(unsteered.text) }),
    ),
  );
  return (asked ?? []).flatMap((trial, i) => [trial, ...continued.slice(i, i + 1)]);
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

async function wordExamples(
  id: string,
  words: readonly (string | undefined)[],
  { loaded, trials, signal }: Work,
): Promise<Example[]> {
  const constraint = findConstraint(id);
  const examples: Example[] = [];
  for (const [i, word] of words.entries()) {
    const trial = trials[i];
    if (word === undefined || !trial) continue;
    const sign = id === EXCLUDE ? -1 : 1;
    const needed = inclusion(word, sign);
    const queries = extractionQueries.slice(0, WORD_PAIRS);
    const vector = await extractVector(loaded, needed, queries, () => {}, signal);
    const args = id === EXCLUDE ? { forbidden_words: [word] } : { keywords: [word] };
    examples.push({
      ...trial,
      vector,
      sign,
      holds: (answer) => constraint.verify(answer, args).held,
    });
  }
  return examples;
}

/** Per trial, a word that its text has and its prompt has not. */
function excludable(trials: readonly Trial[]): (string | undefined)[] {
  return trials.map(({ prompt, unsteered }) => {
    const asked = contentWords(promptText(prompt));
    return contentWords(unsteered.text).find((word) => !asked.includes(word));
  });
}

/** Per trial, a word of the trial halfway round the list that its own text has not. */
function includable(trials: readonly Trial[]): (string | undefined)[] {
  return trials.map(({ unsteered: { text } }, i) => {
    const other = trials[(i + Math.floor(trials.length / 2)) % trials.length];
    const words = contentWords(other?.unsteered.text ?? "");
    return words.find((word) => !text.toLowerCase().includes(word));
  });
}

function promptText(prompt: Prompt): string {
  return prompt.mode === "write" ? prompt.instruction : prompt.text;
}
