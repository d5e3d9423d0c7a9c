/**
 * Decoding and prompt reading compared with llama.cpp's own llama-bench on the same file, with the
 * same libraries and number of threads: `npm run bench:peers [-- --model FILE] [--rounds N]
 * [--json]`, by default on 256 million random weights. Ours is the complete decode loop that writes
 * texts, unsteered.
 */

import { greedySampling } from "../src/engine/api/sampling.js";
import { decode } from "../src/engine/decoding/decode.js";
import { firstSequences } from "../src/engine/decoding/sequences.js";
import { LoadedModel } from "../src/engine/loading/loaded-model.js";
import { UNSTEERED_PLAN } from "../src/steering/plan.js";
import { hasPeers, llamaBench } from "./llama-programs.js";
import { thisMachine } from "./machine.js";
import { median } from "./median.js";
import { withRandomModel } from "./models.js";
import { benchOptions } from "./options.js";
import { randomTokens } from "./plans.js";
import { atLeast, rounded, show } from "./report.js";

const PROMPT = 512;
const TOKENS = 64;

const { model: file, rounds, json } = benchOptions(5);
const { signal } = new AbortController();

if (!hasPeers) throw new Error("llama.cpp's programs are built on Linux x64 only.");
if (file === undefined) await withRandomModel(measure);
else await measure(file);

async function measure(path: string): Promise<void> {
  const loaded = await LoadedModel.load(path, () => {}, signal, undefined, { contextSize: 1024 });
  try {
    const { context } = await loaded.writingContext(1);
    await write(loaded, 8, 8, -1);
    const threads = context.currentThreads;
    const ours = { read: [] as number[], decoded: [] as number[] };
    const theirs = { read: [] as number[], decoded: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      // The cost of one token is not part of reading.
      const read = await write(loaded, PROMPT, 1, round);
      ours.read.push((PROMPT * 1000) / read);
      theirs.read.push(llamaBench(path, { prompt: PROMPT, threads }));
      const short = await write(loaded, 2, 1, round);
      const long = await write(loaded, 2, TOKENS + 1, -round);
      ours.decoded.push((TOKENS * 1000) / (long - short));
      theirs.decoded.push(llamaBench(path, { decoded: TOKENS, threads }));
    }
    const against = (what: "read" | "decoded") =>
      median(ours[what].map((speed, round) => speed / (theirs[what][round] ?? Number.NaN)));
    const row = (name: string, what: "read" | "decoded") => [
      name,
      rounded(median(ours[what])),
      rounded(median(theirs[what])),
      rounded(against(what)),
    ];
    const { device } = await loaded.describe();
    show(
      {
        name: "peers",
        about: `Tokens per second, ${loaded.file.name}, ${threads} threads, ${rounds} rounds: a prompt of ${PROMPT} tokens is read, ${TOKENS} tokens are decoded. llama-bench does not sample.`,
        machine: thisMachine(device),
        tables: [
          {
            title: "Against llama-bench",
            columns: ["", "Tiller", "llama-bench", "ratio"],
            rows: [row("reading", "read"), row("decoding", "decoded")],
          },
        ],
        bounds: [
          atLeast("Decoding speed, relative to llama-bench", 0.95, against("decoded")),
          atLeast("Prompt speed, relative to llama-bench", 0.95, against("read")),
        ],
      },
      json,
    );
  } finally {
    await loaded.dispose();
  }
}

/** Milliseconds for a prompt never seen before, and some tokens. */
async function write(
  loaded: LoadedModel,
  prompt: number,
  maxTokens: number,
  seed: number,
): Promise<number> {
  const steered = await loaded.writingContext(1);
  const task = {
    tokens: randomTokens(prompt, seed),
    plan: UNSTEERED_PLAN,
    sampling: greedySampling(maxTokens),
  };
  const start = performance.now();
  await decode(loaded.model, steered, firstSequences(steered, 1), [task], signal);
  return performance.now() - start;
}
