/**
 * The cost of one more constraint: `npm run bench:constraints [-- --rounds N] [--json]`. The model
 * for tests, whose vectors are available, writes with 0 to 12 steering constraints, alternating
 * between the numbers. Receipts are included in the time.
 */
import { done, request, startEngine } from "../test/support/engine.js";
import { thisMachine } from "./machine.js";
import { median } from "./median.js";
import { TEST_MODEL } from "./models.js";
import { benchOptions } from "./options.js";
import { rounded, show } from "./report.js";
import { byTurns, ratio } from "./timing.js";

const COUNTS = [0, 1, 2, 4, 8, 12];
const TOKENS = 64;
/** Some contradict each other: this measures how fast they are, not how well they hold. */
const IDS = [
  "change_case:english_capital",
  "punctuation:no_comma",
  "detectable_format:number_bullet_lists",
  "detectable_format:title",
  "startend:quotation",
  "detectable_format:json_format",
  "change_case:english_lowercase",
  "detectable_content:postscript",
  "length_constraints:concise",
  "length_constraints:verbose",
  "length_constraints:number_sentences",
  "language:response_language",
];
const ARGUMENTS: Record<string, Record<string, unknown>> = {
  "detectable_format:number_bullet_lists": { num_bullets: 3 },
  "detectable_content:postscript": { postscript_marker: "P.S." },
  "length_constraints:number_sentences": { num_sentences: 3, relation: "exactly" },
  "language:response_language": { language: "fr" },
};

const { rounds, json } = benchOptions(9);
const engine = await startEngine();
try {
  const write = (count: number) => async () => {
    let first: number | undefined;
    const start = performance.now();
    const outcome = await engine.client.request(
      request({
        prompt: { mode: "write", instruction: "Describe the harbour at night." },
        selection: {
          constraints: IDS.slice(0, count).map((id) => ({
            id,
            args: (ARGUMENTS[id] ?? {}) as never,
            dial: 1,
            guarantee: false,
          })),
          tell: false,
        },
        sampling: { temperature: 0.8, seed: count, maxTokens: TOKENS },
      }),
      {
        onText: () => {
          first ??= performance.now() - start;
        },
      },
    );
    const steered = done(outcome).texts[0]?.steering.length;
    if (steered !== count) throw new Error(`${steered} of ${count} constraints steer.`);
    firsts.get(count)?.push(first ?? Number.NaN);
  };
  const firsts = new Map(COUNTS.map((count): [number, number[]] => [count, []]));
  const times = await byTurns(COUNTS.map(write), rounds);
  const [none = []] = times;
  const device = engine.client.model?.device;
  show(
    {
      name: "constraints",
      about: `Up to ${TOKENS} tokens, receipt included, ${TEST_MODEL}, ${rounds} rounds.`,
      machine: thisMachine(device),
      tables: [
        {
          title: "Steering constraints",
          columns: ["constraints", "ms to the first piece", "ms in total", "relative to none"],
          rows: COUNTS.map((count, i) => [
            count,
            rounded(median(firsts.get(count) ?? [])),
            rounded(median(times[i] ?? [])),
            rounded(ratio(times[i] ?? [], none)),
          ]),
          plot: {
            columns: ["ms to the first piece"],
            x: "Constraints",
            y: "Milliseconds to the first piece of text",
            logarithmic: false,
          },
        },
      ],
      bounds: [],
    },
    json,
  );
} finally {
  await engine.dispose();
}
