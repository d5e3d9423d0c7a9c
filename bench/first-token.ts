/**
 * From a keypress to the first piece of text, with the model loaded: `npm run bench:first-token [--
 * --model FILE] [--rounds N] [--json]`, by default on 256 million random weights. Measured from the
 * request leaving the client to its text coming back, for documents of many lengths, alternating
 * between four cases: a document never seen before, the dial turned, a word typed at the end, and
 * the dial turned again with that word.
 */
import type { EngineClient } from "../src/engine/api/client.js";
import { request, startEngine } from "../test/support/engine.js";
import { thisMachine } from "./machine.js";
import { median } from "./median.js";
import { withRandomModel } from "./models.js";
import { benchOptions } from "./options.js";
import { atMost, rounded, show } from "./report.js";

const LENGTHS = [128, 512, 1024, 2048, 4096, 8192];
/** The length that the bound is about. */
const DOCUMENT = 4096;
/** In addition to decoding two tokens. */
const BOUND_MS = 30;
const WORD = " forest";
const TOKENS = 16;

const { model: file, rounds, json } = benchOptions(2);

if (file === undefined) await withRandomModel(measure);
else await measure(file);

interface Times {
  fresh: number[];
  dial: number[];
  typed: number[];
  /** For one token, once the text has begun. */
  decode: number[];
}

async function measure(model: string): Promise<void> {
  const engine = await startEngine();
  try {
    // Measures the vector, which is not part of the times below.
    await write(engine.client, model, "The fox", 1);
    const times = new Map<number, Times>();
    for (const length of LENGTHS) {
      times.set(length, await measureLength(engine.client, model, length));
    }
    const at = (length: number) => times.get(length) as Times;
    const { device, name } = engine.client.model ?? { device: "CPU", name: model };
    const decode = median(at(DOCUMENT).decode);
    show(
      {
        name: "first-token",
        about: `Milliseconds to the first piece of text, steered toward capital letters, ${name}, ${rounds} rounds. In this model a token is one character.`,
        machine: thisMachine(device),
        tables: [
          {
            title: "The document's length",
            columns: ["tokens", "never seen", "dial turned", "a word typed", "one more token"],
            rows: LENGTHS.map((length) => [
              length,
              rounded(median(at(length).fresh)),
              rounded(median(at(length).dial)),
              rounded(median(at(length).typed)),
              rounded(median(at(length).decode)),
            ]),
            plot: {
              columns: ["never seen", "dial turned", "a word typed"],
              x: "Tokens of the document",
              y: "Milliseconds to the first piece of text",
              logarithmic: true,
            },
          },
        ],
        bounds: [
          atMost(
            `Milliseconds from dial to first token, ${DOCUMENT} tokens loaded (twice ${rounded(decode)} ms and ${BOUND_MS})`,
            rounded(2 * decode + BOUND_MS),
            median(at(DOCUMENT).dial),
          ),
        ],
      },
      json,
    );
  } finally {
    await engine.dispose();
  }
}

async function measureLength(client: EngineClient, model: string, length: number): Promise<Times> {
  const times: Times = { fresh: [], dial: [], typed: [], decode: [] };
  for (let round = 0; round < rounds; round++) {
    const beginning = `${length} ${round} `;
    const text = beginning + "The fox lives in the old ".repeat(length).slice(0, length - 40);
    const fresh = await write(client, model, text, 1);
    times.fresh.push(fresh.first);
    times.decode.push(fresh.next);
    times.dial.push((await write(client, model, text, 0.5)).first);
    times.typed.push((await write(client, model, text + WORD, 0.5)).first);
    times.dial.push((await write(client, model, text + WORD, 1.5)).first);
  }
  return times;
}

/** Milliseconds to the first piece of a continuation, and from one token to the next. */
async function write(client: EngineClient, model: string, text: string, dial: number) {
  const pieces: number[] = [];
  const start = performance.now();
  await client.request(
    request({
      model,
      prompt: { mode: "continue", text },
      selection: {
        constraints: [{ id: "change_case:english_capital", args: {}, dial, guarantee: false }],
        tell: false,
      },
      sampling: { temperature: 0, seed: 0, maxTokens: TOKENS },
    }),
    { onText: () => pieces.push(performance.now()) },
  );
  const [first = Number.NaN] = pieces;
  const gaps = pieces.slice(1).map((time, i) => time - (pieces[i] ?? Number.NaN));
  return { first: first - start, next: median(gaps) };
}
