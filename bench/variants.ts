/**
 * Differently steered texts of one passage, written side by side: `npm run bench:variants
 * [-- --model FILE] [--rounds N] [--json]`. Each is steered at three layers in a way of its own. The
 * prompt is read, as it is when a writer asks for variants of what was just continued. Numbers of
 * variants take turns; a ratio is the median over rounds of the ratios within a round.
 */
import { parseArgs } from "node:util";
import type { Token } from "node-llama-cpp";
import { decode } from "../src/engine/decode.js";
import { LoadedModel } from "../src/engine/loaded-model.js";
import { firstSequences } from "../src/engine/sequences.js";
import { thisMachine } from "./machine.js";
import { median } from "./median.js";
import { withRandomModel } from "./models.js";
import { planAt, randomTokens, spread } from "./plans.js";
import { atMost, rounded, show } from "./report.js";

const COUNTS = [1, 2, 4, 8, 16];
const PROMPT = 128;
const TOKENS = 32;

const { values } = parseArgs({
  options: { model: { type: "string" }, rounds: { type: "string" }, json: { type: "boolean" } },
});
const rounds = Number(values.rounds ?? 7);
const { signal } = new AbortController();

if (values.model === undefined) await withRandomModel(measure);
else await measure(values.model);

async function measure(path: string): Promise<void> {
  const loaded = await LoadedModel.load(path, () => {}, signal, undefined, { contextSize: 512 });
  const { name } = loaded.file;
  try {
    const milliseconds = await measureCounts(loaded);
    const { device } = await loaded.describe();
    const [single = []] = milliseconds.values();
    const against = (all: readonly number[]) =>
      median(all.map((ms, round) => ms / (single[round] ?? Number.NaN)));
    const onGpu = loaded.model.gpuLayers > 0;
    show(
      {
        name: "variants",
        about: `${TOKENS} tokens of each variant, every one steered at three layers in a way of its own, ${name}, ${rounds} rounds.`,
        machine: thisMachine(device),
        tables: [
          {
            title: "Variants written side by side",
            columns: ["variants", "ms", "times one", "tokens/s in all"],
            rows: COUNTS.map((count) => {
              const all = milliseconds.get(count) ?? [];
              const ms = median(all);
              return [
                count,
                rounded(ms),
                rounded(against(all)),
                rounded((count * TOKENS * 1000) / ms),
              ];
            }),
            plot: {
              columns: ["times one"],
              x: "Variants",
              y: "Time, that of one being 1",
              logarithmic: false,
            },
          },
        ],
        bounds: [
          atMost(
            "Four variants against one",
            onGpu ? 1.3 : 1.8,
            against(milliseconds.get(4) ?? []),
          ),
        ],
      },
      values.json,
    );
  } finally {
    await loaded.dispose();
  }
}

async function measureCounts(loaded: LoadedModel): Promise<Map<number, number[]>> {
  const steered = await loaded.writingContext(Math.max(...COUNTS));
  if (steered.unavailable !== undefined) throw new Error(steered.unavailable);
  const { embeddingSize, layerCount } = steered;
  const tokens: Token[] = randomTokens(PROMPT);
  const write = async (count: number) => {
    const tasks = Array.from({ length: count }, (_, i) => ({
      tokens,
      plan: planAt(spread(3, layerCount), embeddingSize, 0.1 * (i + 1)),
      sampling: { temperature: 0, seed: 0, maxTokens: TOKENS },
    }));
    const start = performance.now();
    const texts = await decode(
      loaded.model,
      steered,
      firstSequences(steered, count),
      tasks,
      signal,
    );
    const ms = performance.now() - start;
    for (const { tokens: written } of texts) {
      if (written !== TOKENS) throw new Error(`A text ended after ${written} tokens.`);
    }
    return ms;
  };
  await write(Math.max(...COUNTS));
  const milliseconds = new Map(COUNTS.map((count): [number, number[]] => [count, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [count, all] of milliseconds) all.push(await write(count));
  }
  return milliseconds;
}
