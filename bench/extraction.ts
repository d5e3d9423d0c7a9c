/**
 * The cost of a vector for a new word: `npm run bench:extraction [-- --model FILE] [--rounds N]
 * [--json]`, by default on the model for tests. Twenty contrast pairs whose halves without the
 * instruction are known, as when a writer types a word, alternating with the evaluation of the same
 * tokens in the same batches of the same context without capture.
 */
import type { LlamaContextSequence } from "node-llama-cpp";
import { parseConstraint } from "../src/constraints/notation.js";
import { firstSequences } from "../src/engine/decoding/sequences.js";
import { LoadedModel } from "../src/engine/loading/loaded-model.js";
import { extractVector } from "../src/engine/measuring/activations.js";
import { requestTokens } from "../src/engine/prompting/prompts.js";
import { extractionQueries } from "../src/steering/base-queries.js";
import { contrastPairs, type NeededVector, neededVectors } from "../src/steering/contrast.js";
import { tillerTiny } from "../test/support/tiny.js";
import { thisMachine } from "./machine.js";
import { median } from "./median.js";
import { TEST_MODEL } from "./models.js";
import { benchOptions } from "./options.js";
import { atMost, rounded, show } from "./report.js";
import { byTurns, ratio } from "./timing.js";

const PAIRS = 20;
/** Different in every round, so that nothing about them is cached. */
const WORDS = ["lighthouse", "granite", "umbrella", "sonata", "walnut", "harvest", "compass"];

const { model: file, rounds, json } = benchOptions(9);
const queries = extractionQueries.slice(0, PAIRS);
const { signal } = new AbortController();

const loaded = await LoadedModel.load(file ?? tillerTiny, () => {}, signal);
const steered = await loaded.measuringContext();
const sequences = firstSequences(steered, steered.context.totalSequences);
let turn = 0;
try {
  const times = await byTurns([extract, evaluateWithoutCapture], rounds);
  const [extraction = [], evaluation = []] = times;
  const { device } = await loaded.describe();
  show(
    {
      name: "extraction",
      about: `The vector of a new word from ${PAIRS} pairs at all layers, ${file ? loaded.file.name : TEST_MODEL}, ${rounds} rounds.`,
      machine: thisMachine(device),
      tables: [
        {
          title: "A vector",
          columns: ["", "ms"],
          rows: [
            ["measured", rounded(median(extraction))],
            ["the same tokens, without capturing activations", rounded(median(evaluation))],
            ["ratio", rounded(ratio(extraction, evaluation))],
          ],
        },
      ],
      bounds: [
        atMost(
          "Time for extraction, relative to evaluation alone",
          1.3,
          ratio(extraction, evaluation),
        ),
      ],
    },
    json,
  );
} finally {
  await loaded.dispose();
}

/** Never the same word twice, whichever way it is used. */
function newWord(): NeededVector {
  turn += 1;
  const word = `${WORDS[turn % WORDS.length]}${turn}`;
  const [needed] = neededVectors(parseConstraint(`keywords:existence,keywords=${word}`));
  return needed as NeededVector;
}

async function extract(): Promise<void> {
  await extractVector(loaded, newWord(), queries, () => {}, signal);
}

/** The prompts with the word, in batches as large as the context allows. */
async function evaluateWithoutCapture(): Promise<void> {
  const prompts = contrastPairs(queries, newWord().phrasings).map(({ withInstruction }) =>
    requestTokens(loaded.model, loaded.chat, withInstruction),
  );
  for (let from = 0; from < prompts.length; from += sequences.length) {
    const group = prompts.slice(from, from + sequences.length);
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
