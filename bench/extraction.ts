/**
 * What a vector for a new word costs: `npm run bench:extraction [-- --model FILE] [--rounds N]
 * [--json]`. Twenty contrast pairs whose unsteered halves are known, as when a writer types a word;
 * against the evaluation of the same tokens in the same batches without capture. The ways take turns;
 * figures are medians, the ratio is the median of ratios within a round.
 */
import { parseArgs } from "node:util";
import type { LlamaContextSequence } from "node-llama-cpp";
import { extractVector } from "../src/engine/activations.js";
import { LoadedModel } from "../src/engine/loaded-model.js";
import { requestTokens } from "../src/engine/prompts.js";
import { extractionQueries } from "../src/steering/base-queries.js";
import { contrastPairs, inclusion } from "../src/steering/contrast.js";
import { bundledModel } from "../test/support/engine.js";
import { median } from "./median.js";

const PAIRS = 20;
const SEQUENCES = 8;
/** Different in every round, so that nothing is known of them. */
const WORDS = ["lighthouse", "granite", "umbrella", "sonata", "walnut", "harvest", "compass"];

const { values } = parseArgs({
  options: {
    model: { type: "string" },
    rounds: { type: "string" },
    json: { type: "boolean" },
  },
});
const modelPath = values.model ?? bundledModel;
const rounds = Number(values.rounds ?? WORDS.length);
const queries = extractionQueries.slice(0, PAIRS);
const { signal } = new AbortController();

const loaded = await LoadedModel.load(modelPath, () => {}, signal);
const plain = await loaded.model.createContext({
  sequences: SEQUENCES,
  contextSize: Math.min(1024, loaded.model.trainContextSize),
  batchSize: 1024,
  threads: 1,
});
const sequences = Array.from({ length: SEQUENCES }, () => plain.getSequence());

const word = (round: number) => `${WORDS[round % WORDS.length]}${round}`;
const extract = (round: number) =>
  extractVector(loaded, inclusion(word(round), 1), queries, () => {}, signal);
await extract(rounds);
await evaluateWithoutCapture(rounds);

const vector: number[] = [];
const evaluation: number[] = [];
for (let round = 0; round < rounds; round++) {
  vector.push(await milliseconds(() => extract(round)));
  evaluation.push(await milliseconds(() => evaluateWithoutCapture(round)));
}
const report = {
  model: modelPath,
  pairs: PAIRS,
  rounds,
  vectorMs: median(vector),
  evaluationMs: median(evaluation),
  ratio: median(vector.map((ms, i) => ms / (evaluation[i] as number))),
};
await plain.dispose();
await loaded.dispose();
if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  console.log(`${report.model}
vector of a new word, ${PAIRS} base queries   ${report.vectorMs.toFixed(0)} ms
the same tokens without capture        ${report.evaluationMs.toFixed(0)} ms
ratio                                  ${report.ratio.toFixed(2)}`);
}

/** The prompts with the word, in batches of as many as the measuring context takes. */
async function evaluateWithoutCapture(round: number): Promise<void> {
  const prompts = contrastPairs(queries, inclusion(word(round), 1).phrasings).map(
    ({ withInstruction }) => requestTokens(loaded.model, loaded.chat, withInstruction),
  );
  for (let from = 0; from < prompts.length; from += SEQUENCES) {
    const group = prompts.slice(from, from + SEQUENCES);
    for (const sequence of sequences) await sequence.clearHistory();
    await Promise.all(
      group.map((tokens, i) => {
        const sequence = sequences[i] as LlamaContextSequence;
        return sequence.controlledEvaluate([
          ...tokens.slice(0, -1),
          ...tokens.slice(-1).map((token) => [token, { generateNext: { token: true } }] as const),
        ] as Parameters<LlamaContextSequence["controlledEvaluate"]>[0]);
      }),
    );
  }
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
