/**
 * How fast tokens are decoded while the residual stream is steered: `npm run bench:decode [--
 * --model FILE] [--rounds N] [--json]`, by default on 256 million random weights. The variants
 * alternate token by token; a ratio is the median over rounds of the ratios within a round.
 */
import type { LlamaContextSequence } from "node-llama-cpp";
import { LoadedModel } from "../src/engine/loading/loaded-model.js";
import { thisMachine } from "./machine.js";
import { median } from "./median.js";
import { withRandomModel } from "./models.js";
import { benchOptions } from "./options.js";
import { projectionsAt, randomTokens, spread } from "./plans.js";
import { atLeast, rounded, show } from "./report.js";
import { byTurns, ratio } from "./timing.js";

const PROMPT = 32;
/**
 * Tokens and turns when comparing two contexts, because one context's threads keep looking for work
 * for a while.
 */
const TURN = 16;
const TURNS = 7;
const LAYERS = [0, 1, 3, 8, 16, 32];

const { model: file, rounds, json } = benchOptions(150);
const { signal } = new AbortController();

if (file === undefined) await withRandomModel(measure);
else await measure(file);

async function measure(path: string): Promise<void> {
  const loaded = await LoadedModel.load(path, () => {}, signal, undefined, {
    contextSize: 16 * PROMPT + LAYERS.length * rounds,
  });
  try {
    const { layers, width, name } = loaded.file;
    const counts = LAYERS.filter((count) => count <= layers);
    const steered = await loaded.writingContext(1);
    if (steered.unavailable !== undefined) throw new Error(steered.unavailable);
    await steered.setVariants(
      counts.map((count) => projectionsAt(spread(count, layers), width, 0.5)),
    );
    const sequence = steered.context.getSequence();
    const next = await decoding(sequence);
    const times = await byTurns(
      counts.map((_, i) => async () => {
        await steered.assign(sequence, i + 1);
        await next();
      }),
      rounds,
    );
    const asItComes = await compareContexts(loaded, next);
    const [unsteered = []] = times;
    const onGpu = loaded.model.gpuLayers > 0;
    const speed = (index: number) => 1 / ratio(times[index] ?? [], unsteered);
    const speedAt = (count: number) => speed(counts.indexOf(count));
    const { device } = await loaded.describe();
    show(
      {
        name: "decode",
        about: `Decoding one text token by token, ${name}, ${rounds} rounds. Every steered layer projects its rows to a target.`,
        machine: thisMachine(device),
        tables: [
          {
            title: "Steered layers",
            columns: ["steered layers", "ms per token", "speed relative to unsteered"],
            rows: counts.map((count, i) => [
              count,
              rounded(median(times[i] ?? [])),
              rounded(speed(i)),
            ]),
            plot: {
              columns: ["speed relative to unsteered"],
              x: "Steered layers",
              y: "Speed relative to unsteered",
              logarithmic: false,
            },
          },
          {
            title: "The same model in an unmodified node-llama-cpp context",
            columns: ["", "ms per token", "speed relative to unsteered"],
            rows: [["unmodified", rounded(asItComes.ms), rounded(asItComes.speed)]],
          },
        ],
        bounds: [
          atLeast(
            "Speed with three steered layers, relative to unsteered",
            onGpu ? 0.97 : 0.98,
            speedAt(3),
          ),
          ...(counts.includes(16)
            ? [
                atLeast(
                  "Speed with sixteen steered layers, relative to unsteered",
                  0.95,
                  speedAt(16),
                ),
              ]
            : []),
        ],
      },
      json,
    );
  } finally {
    await loaded.dispose();
  }
}

/** Each call of the returned function decodes a token. */
async function decoding(sequence: LlamaContextSequence): Promise<() => Promise<unknown>> {
  const prompt = randomTokens(PROMPT);
  await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, -1));
  const tokens = sequence.evaluate(prompt.slice(-1), { temperature: 0, yieldEogToken: true });
  return () => tokens.next();
}

/** A context made by node-llama-cpp alone against ours, alternating every few tokens. */
async function compareContexts(loaded: LoadedModel, ours: () => Promise<unknown>) {
  const plain = await loaded.model.createContext({ contextSize: 2 * PROMPT + TURN * TURNS });
  const theirs = await decoding(plain.getSequence());
  const some = (next: () => Promise<unknown>) => async () => {
    for (let i = 0; i < TURN; i++) await next();
  };
  const [own = [], other = []] = await byTurns([some(ours), some(theirs)], TURNS - 1);
  await plain.dispose();
  return { ms: median(other) / TURN, speed: 1 / ratio(other, own) };
}
