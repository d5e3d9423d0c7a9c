/**
 * Differently steered texts of one passage, written side by side: `npm run bench:variants [--
 * --model FILE] [--rounds N] [--json]`, by default on 256 million random weights of 8 bits each,
 * and of 4. Each text is steered at three layers in its own way. The prompt has already been read,
 * as when a writer asks for variants of a text just written. The numbers of variants alternate, and
 * are compared with llama.cpp's own llama-batched-bench on the same number of unsteered sequences.
 */
import type { Token } from "node-llama-cpp";
import { greedySampling } from "../src/engine/api/sampling.js";
import { decode } from "../src/engine/decoding/decode.js";
import { firstSequences } from "../src/engine/decoding/sequences.js";
import { LoadedModel } from "../src/engine/loading/loaded-model.js";
import { batchedBench, hasPeers } from "./llama-programs.js";
import { thisMachine } from "./machine.js";
import { median } from "./median.js";
import { withRandomModel } from "./models.js";
import { benchOptions } from "./options.js";
import { planAt, randomTokens, spread } from "./plans.js";
import { atMost, type Bound, rounded, show, type Table } from "./report.js";
import { byTurns, ratio } from "./timing.js";

const COUNTS = [1, 2, 4, 8, 16];
const PROMPT = 128;
const TOKENS = 32;

const { model: file, rounds, json } = benchOptions(5);
const { signal } = new AbortController();

const measured =
  file === undefined
    ? [await withRandomModel(measure, "Q8_0"), await withRandomModel(measure, "Q4_0")]
    : [await measure(file)];
show(
  {
    name: "variants",
    about: `${TOKENS} tokens of each variant, ${rounds} rounds. How much more several variants cost than one depends on the processor's matrix products, and llama.cpp has different ones for each type of weights.`,
    machine: thisMachine(measured[0]?.device),
    tables: measured.map(({ table }) => table),
    bounds: measured.map(({ bound }) => bound),
  },
  json,
);

async function measure(path: string): Promise<{ table: Table; bound: Bound; device: string }> {
  const loaded = await LoadedModel.load(path, () => {}, signal, undefined, { contextSize: 512 });
  const { name } = loaded.file;
  try {
    const times = await byTurns(await ways(loaded), rounds);
    const [single = []] = times;
    const onGpu = loaded.model.gpuLayers > 0;
    const peers = onGpu ? undefined : await peersOf(path, loaded);
    const { device } = await loaded.describe();
    return {
      device,
      table: {
        title: name,
        columns: [
          "variants",
          "ms",
          "relative to one",
          "tokens/s in total",
          ...(peers ? ["llama-batched-bench, relative to one", "its tokens/s"] : []),
        ],
        rows: COUNTS.map((count, i) => {
          const ms = median(times[i] ?? []);
          const theirs = peers?.get(count);
          return [
            count,
            rounded(ms),
            rounded(ratio(times[i] ?? [], single)),
            rounded((count * TOKENS * 1000) / ms),
            ...(peers && theirs !== undefined
              ? [rounded(theirs / (peers.get(1) ?? Number.NaN)), rounded((count * TOKENS) / theirs)]
              : []),
          ];
        }),
        plot: {
          columns: ["relative to one"],
          x: "Variants",
          y: "Time relative to one variant",
          logarithmic: false,
        },
      },
      bound: atMost(
        `Time for four variants, relative to one, ${name}`,
        onGpu ? 1.3 : 1.8,
        ratio(times[COUNTS.indexOf(4)] ?? [], single),
      ),
    };
  } finally {
    await loaded.dispose();
  }
}

/** Seconds by number of sequences, if llama.cpp's program can be built. */
async function peersOf(path: string, loaded: LoadedModel) {
  if (!hasPeers) return undefined;
  const { context } = await loaded.writingContext(1);
  const threads = context.currentThreads;
  return batchedBench(path, { prompt: PROMPT, decoded: TOKENS, counts: COUNTS, threads });
}

/** Writes as many texts as each of the counts says. */
async function ways(loaded: LoadedModel): Promise<(() => Promise<void>)[]> {
  const steered = await loaded.writingContext(Math.max(...COUNTS));
  if (steered.unavailable !== undefined) throw new Error(steered.unavailable);
  const { embeddingSize, layerCount } = steered;
  const tokens: Token[] = randomTokens(PROMPT);
  return COUNTS.map((count) => async () => {
    const tasks = Array.from({ length: count }, (_, i) => ({
      tokens,
      plan: planAt(spread(3, layerCount), embeddingSize, 0.1 * (i + 1)),
      sampling: greedySampling(TOKENS),
    }));
    const sequences = firstSequences(steered, count);
    for (const { tokens: written } of await decode(
      loaded.model,
      steered,
      sequences,
      tasks,
      signal,
    )) {
      if (written !== TOKENS) throw new Error(`A text ended after ${written} tokens.`);
    }
  });
}
