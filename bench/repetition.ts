/**
 * How much texts repeat themselves: `npm run bench:repetition [-- --model FILE]... [--seeds N]
 * [--candidates] [--json]`, by default on the model that comes with Tiller. Each opening is
 * continued once per seed, as *Continue Writing* does it, with the default settings and with
 * llama.cpp's; `--candidates` adds the settings that the defaults were chosen from
 * (docs/sampling.md).
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { usedSampling } from "../src/engine/api/sampling.js";
import { type DecodedText, decode } from "../src/engine/decoding/decode.js";
import { endingsFor } from "../src/engine/decoding/endings.js";
import { firstSequences } from "../src/engine/decoding/sequences.js";
import { LoadedModel } from "../src/engine/loading/loaded-model.js";
import { preparePrompt } from "../src/engine/prompting/prompts.js";
import { mean } from "../src/evaluation/statistics.js";
import { bundledModelPath } from "../src/models/bundled-model.js";
import { UNSTEERED_PLAN } from "../src/steering/plan.js";
import { fourGramRepetition } from "../src/steering/quality.js";
import { packageRoot } from "../test/support/engine.js";
import type { ChosenSampling } from "../test/support/sampling-cases.js";
import { SeededRandom } from "../test/support/seeded-random.js";
import { thisMachine } from "./machine.js";
import { atMost, type Bound, rounded, show, type Table } from "./report.js";

const TOKENS = 200;
/** For openings and texts: prompts are one paragraph. */
const CONTEXT = 512;
const MOST_IN_MEAN = 3;
const MOST_IN_ONE = 10;
const RESAMPLES = 2000;

const off: ChosenSampling = { repeatPenalty: 1, dry: { multiplier: 0 } };
const llamaCpp: ChosenSampling = { ...off, temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05 };

const SETTINGS: Record<string, ChosenSampling> = { "the defaults": {}, "llama.cpp's": llamaCpp };
const CANDIDATES: Record<string, ChosenSampling> = {
  "likeliest token (temperature 0)": { temperature: 0 },
};

const { values } = parseArgs({
  options: {
    model: { type: "string", multiple: true, default: [bundledModelPath(packageRoot)] },
    seeds: { type: "string", default: "3" },
    candidates: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
const openings: string[] = JSON.parse(
  readFileSync(new URL("openings.json", import.meta.url), "utf8"),
);
const settings = values.candidates ? { ...SETTINGS, ...CANDIDATES } : SETTINGS;
const { signal } = new AbortController();

const tables: Table[] = [];
const bounds: Bound[] = [];
let device = "CPU";
for (const path of values.model) await measure(path);
show(
  {
    name: "repetition",
    about: `${openings.length} openings, each continued by up to ${TOKENS} tokens with ${seeds.length} seeds: the share of a text's word 4-grams that occurred in it before, in percent. Intervals are 95 % bootstrap intervals of the mean.`,
    machine: thisMachine(device),
    tables,
    bounds,
  },
  values.json,
);

async function measure(path: string): Promise<void> {
  const loaded = await LoadedModel.load(path, () => {}, signal, undefined, {
    contextSize: CONTEXT,
  });
  try {
    const { name } = loaded.file;
    ({ device } = await loaded.describe());
    const rows: Table["rows"] = [];
    for (const [setting, chosen] of Object.entries(settings)) {
      const texts = await write(loaded, chosen);
      const shares = texts.map(({ text }) => 100 * fourGramRepetition(text));
      const worst = Math.max(...shares);
      rows.push([
        setting,
        texts.length,
        Math.round(mean(texts.map(({ tokens }) => tokens))),
        rounded(mean(shares)),
        interval(shares),
        rounded(worst),
        shares.filter((share) => share > MOST_IN_ONE).length,
        texts.filter(({ stop }) => stop === "repetition").length,
      ]);
      if (chosen === SETTINGS["the defaults"]) {
        bounds.push(
          atMost(`${name}, repeated 4-grams in the mean, %`, MOST_IN_MEAN, mean(shares)),
          atMost(`${name}, repeated 4-grams in the worst text, %`, MOST_IN_ONE, worst),
        );
      }
    }
    tables.push({
      title: name,
      columns: [
        "sampling",
        "texts",
        "tokens",
        "mean",
        "interval",
        "worst",
        `over ${MOST_IN_ONE}`,
        "ended as loops",
      ],
      rows,
    });
  } finally {
    await loaded.dispose();
  }
}

/** As many at a time as there are openings. */
async function write(loaded: LoadedModel, chosen: ChosenSampling): Promise<DecodedText[]> {
  const steered = await loaded.writingContext(openings.length);
  const tasks = seeds.flatMap((seed) =>
    openings.map((text) => {
      const prompt = { mode: "continue", text } as const;
      return {
        ...preparePrompt(loaded, prompt, [], CONTEXT - TOKENS),
        plan: UNSTEERED_PLAN,
        sampling: usedSampling({ ...chosen, seed, maxTokens: TOKENS }, loaded.recommendedSampling),
        notEmpty: true,
        endings: (limit: number) => endingsFor(prompt, limit),
      };
    }),
  );
  const sequences = firstSequences(steered, openings.length);
  return decode(loaded.model, steered, sequences, tasks, signal);
}

function interval(shares: readonly number[]): string {
  const random = new SeededRandom(1);
  const means = Array.from({ length: RESAMPLES }, () =>
    mean(shares.map(() => random.of(shares))),
  ).sort((a, b) => a - b);
  const [low, high] = [0.025, 0.975].map((part) => means[Math.floor(part * RESAMPLES)] ?? 0);
  return `${rounded(low ?? 0)} to ${rounded(high ?? 0)}`;
}
