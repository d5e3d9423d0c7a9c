/**
 * From a keypress to the first piece of text, the model being loaded: `npm run bench:first-token
 * [-- --rounds N] [--json]`. Counted from the request leaving the client to its text coming back.
 * Unsteered and steered requests alternate; each continues a text that was never seen before, and
 * then the same text some words later, as a writer's grows. Texts break off inside a sentence, so
 * that there is always something to continue.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { request, startEngine } from "../test/support/engine.js";
import { median } from "./median.js";

const sentence = " The fox lives in the forest.";

const { values } = parseArgs({
  options: { rounds: { type: "string" }, json: { type: "boolean" } },
});
const rounds = Number(values.rounds ?? 20);
const engine = await startEngine();

/** Milliseconds to the first piece of a continuation of `text`. */
async function firstPiece(text: string, dial: number): Promise<number> {
  const started = performance.now();
  let first: number | undefined;
  await engine.client.request(
    request({
      prompt: { mode: "continue", text },
      selection: {
        constraints: [{ id: "change_case:english_capital", args: {}, dial, guarantee: false }],
        tell: false,
      },
      sampling: { temperature: 0, seed: 0, maxTokens: 4 },
    }),
    {
      onText: () => {
        first ??= performance.now();
      },
    },
  );
  return (first ?? Number.NaN) - started;
}

const document = (round: number, sentences: number) =>
  `Round ${round}.${sentence.repeat(sentences)} The fox`;
const grown = " lives in";

const times = {
  "grown text, unsteered": [] as number[],
  "grown text, steered": [] as number[],
  "new text, unsteered": [] as number[],
  "new text, steered": [] as number[],
};
try {
  await firstPiece(document(0, 1), 1);
  for (let round = 1; round <= rounds; round++) {
    const text = document(round, 20);
    const other = document(-round, 20);
    times["new text, unsteered"].push(await firstPiece(text, 0));
    times["grown text, unsteered"].push(await firstPiece(text + grown, 0));
    times["new text, steered"].push(await firstPiece(other, 1));
    times["grown text, steered"].push(await firstPiece(other + grown, 1));
  }
} finally {
  await engine.dispose();
}

const medians = Object.fromEntries(
  Object.entries(times).map(([name, all]) => [name, Number(median(all).toFixed(1))]),
);
if (values.json) console.log(JSON.stringify({ machine: cpus()[0]?.model, rounds, medians }));
else {
  console.log(`First piece of text, median of ${rounds} rounds, ${cpus()[0]?.model}`);
  for (const [name, ms] of Object.entries(medians)) console.log(`${name.padEnd(24)}${ms} ms`);
}
