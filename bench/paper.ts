/**
 * Comparison with the procedure of the paper's authors on the same engine, model and machine -
 * greedy, without a key-value cache, one prompt at a time: `npm run bench:paper [-- --model FILE]
 * [--rounds N] [--json]`.
 *
 * Their text requires evaluating all preceding tokens for each token. Some of these evaluations,
 * evenly spaced, are run, and the others are assumed to cost as much as their neighbours. To
 * calibrate one constraint, they write a text for every layer, weight and validation request; we
 * run `tiller calibrate`. Candidates and requests are the same, and their texts are taken to be as
 * long as ours.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineClient } from "../src/engine/api/client.js";
import type { CalibrateRequest } from "../src/engine/api/protocol.js";
import { greedySampling } from "../src/engine/api/sampling.js";
import { EXAMPLES, MAX_TOKENS } from "../src/engine/calibrating/validation.js";
import { decode } from "../src/engine/decoding/decode.js";
import { firstSequences } from "../src/engine/decoding/sequences.js";
import { LoadedModel } from "../src/engine/loading/loaded-model.js";
import { validationQueries } from "../src/steering/base-queries.js";
import { candidates } from "../src/steering/calibration.js";
import { done, request, startEngine } from "../test/support/engine.js";
import { tillerTiny } from "../test/support/tiny.js";
import { thisMachine } from "./machine.js";
import { median } from "./median.js";
import { TEST_MODEL, withRandomModel } from "./models.js";
import { benchOptions } from "./options.js";
import { planAt, projectionsAt, randomTokens, spread } from "./plans.js";
import { atLeast, rounded, show } from "./report.js";

const PROMPT = 32;
const TOKENS = 256;
/** One in this many of the paper's evaluations is run. */
const EVERY = 16;
const CONSTRAINT = {
  id: "change_case:english_capital",
  args: {},
  dial: 1,
  guarantee: false,
};

const { model: file, rounds, json } = benchOptions(2);
const { signal } = new AbortController();

if (file === undefined) await withRandomModel(measure);
else await measure(file);

async function measure(path: string): Promise<void> {
  const texts = await generation(path, TOKENS);
  const calibration = await calibrating();
  show(
    {
      name: "paper",
      about: `${TOKENS} tokens after a prompt of ${PROMPT}, steered at three layers, on 256 million random weights, ${rounds} rounds; and one constraint calibrated on ${TEST_MODEL}. Of the paper's evaluations, one in ${EVERY} is run and the rest are extrapolated.`,
      machine: thisMachine(texts.device),
      tables: [
        {
          title: "Against the paper's procedure",
          columns: ["", "seconds, Tiller", "seconds, the paper's procedure", "times faster"],
          rows: [
            [
              `${TOKENS} steered tokens`,
              rounded(texts.ours / 1000),
              rounded(texts.theirs / 1000),
              rounded(texts.theirs / texts.ours),
            ],
            [
              "calibrating one constraint",
              rounded(calibration.ours / 1000),
              rounded(calibration.theirs / 1000),
              rounded(calibration.theirs / calibration.ours),
            ],
          ],
        },
      ],
      bounds: [
        atLeast("Steered text, times faster", 10, texts.theirs / texts.ours),
        atLeast(
          "Calibrating a constraint, times faster",
          20,
          calibration.theirs / calibration.ours,
        ),
      ],
    },
    json,
  );
}

/** Milliseconds for one text, both ways. */
async function generation(path: string, count: number) {
  const loaded = await LoadedModel.load(path, () => {}, signal, undefined, { contextSize: 1024 });
  try {
    const { layers, width } = loaded.file;
    const steered = await loaded.writingContext(1);
    const [sequence] = firstSequences(steered, 1);
    if (!sequence) throw new Error("There is no sequence.");
    const at = spread(Math.min(3, layers), layers);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const task = {
        tokens: randomTokens(PROMPT, round),
        plan: planAt(at, width, 0.5),
        sampling: greedySampling(count),
      };
      await decode(loaded.model, steered, [sequence], [task], signal);
      ours.push(performance.now() - start);
      await steered.setVariants([projectionsAt(at, width, 0.5)]);
      await steered.assign(sequence, 1);
      let sum = 0;
      for (let i = Math.floor(EVERY / 2); i < count; i += EVERY) {
        const tokens = randomTokens(PROMPT + i, round);
        const begin = performance.now();
        await sequence.clearHistory();
        const next = sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true });
        await next.next();
        await next.return();
        sum += (performance.now() - begin) * EVERY;
      }
      theirs.push(sum);
    }
    const { device } = await loaded.describe();
    return { ours: median(ours), theirs: median(theirs), device };
  } finally {
    await loaded.dispose();
  }
}

/** Milliseconds to calibrate one constraint on the model for tests, both ways. */
async function calibrating() {
  const engine = await startEngine();
  const folder = await mkdtemp(join(tmpdir(), "tiller-bench-"));
  try {
    const calibrate: CalibrateRequest = {
      kind: "calibrate",
      model: tillerTiny,
      constraints: [CONSTRAINT],
      modes: ["alone"],
      folder,
    };
    const start = performance.now();
    const outcome = await engine.client.request(calibrate);
    const ours = performance.now() - start;
    if (outcome.status !== "done") throw new Error("Calibrating was cancelled.");
    const texts = candidates(outcome.result.model.layers, false).length * EXAMPLES;
    const { theirs } = await generation(tillerTiny, await usualLength(engine.client));
    return { ours, theirs: texts * theirs };
  } finally {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Length in tokens of a text that holds the constraint: the median over the validation requests.
 */
async function usualLength(client: EngineClient): Promise<number> {
  const lengths: number[] = [];
  for (const instruction of validationQueries.slice(0, EXAMPLES)) {
    const outcome = await client.request(
      request({
        prompt: { mode: "write", instruction },
        selection: { constraints: [CONSTRAINT], tell: false },
        sampling: { temperature: 0, seed: 0, maxTokens: MAX_TOKENS },
      }),
    );
    lengths.push(done(outcome).texts[0]?.tokens ?? 0);
  }
  return median(lengths);
}
