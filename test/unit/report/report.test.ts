import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { HtmlValidate } from "html-validate";
import { type Evaluation, evaluationSchema } from "../../../src/evaluation/results.js";
import { renderReport } from "../../../src/report/report.js";
import { sectionOf, tableOf, textOf } from "./reading.js";
import { gridOnly, HOSTILE, sample } from "./sample.js";

describe("report of an evaluation", () => {
  let page: string;

  before(async () => {
    page = await renderReport(evaluationSchema.parse(sample));
  });

  it("is valid HTML that follows the rules of accessibility", async () => {
    await assertValid(page);
  });

  it("shows counts, shares and Wilson's interval of every setting", () => {
    const rows = tableOf(page, "tiny <model>: texts that hold, and what steering changed");
    assert.deepEqual(rows.get("All capitals")?.slice(0, 4), [
      "0 % 0 of 20, 0 to 16 %",
      "60 % 12 of 20, 39 to 78 %",
      "90 % 18 of 20, 70 to 97 %",
      "100 % 20 of 20, 84 to 100 %",
    ]);
    assert.deepEqual([...rows.keys()], ["All capitals", "Sentences: exactly 3", "JSON"]);
  });

  it("compares none with steered and told with both by McNemar's test", () => {
    const rows = tableOf(page, "tiny <model>: texts that hold, and what steering changed");
    // 18 to 0: 2 / 2^18. 8 to 0: 2 / 2^8. 9 to 0: 2 / 2^9. 0 to 1: 1.
    assert.deepEqual(rows.get("All capitals")?.slice(4, 6), [
      "p < 0.001 better on 18, worse on 0",
      "p = 0.008 better on 8, worse on 0",
    ]);
    assert.deepEqual(rows.get("Sentences: exactly 3")?.slice(4, 6), [
      "p = 0.004 better on 9, worse on 0",
      "p = 1.00 better on 0, worse on 1",
    ]);
  });

  it("says in words where steering is off, where it helps and where it makes things worse", () => {
    const text = textOf(sectionOf(page, "In short"));
    assert.match(text, /better than nothing on 2 of 3 constraints, on 2 of them with p below 0.05/);
    assert.match(text, /worse by more than one point on Sentences: exactly 3 \(−5 points\)/);
    assert.match(text, /leaves steering off, .* for JSON\./);
    assert.deepEqual(
      tableOf(page, "Mean share of texts that hold, over 3 constraints").get(
        "tiny plain plain sibling",
      ),
      [
        // (0 + 3) / 40, (6 + 5) / 40, (8 + 6) / 40, (11 + 7) / 40
        "8 %",
        "28 %",
        "35 %",
        "45 %",
      ],
    );
  });

  it("shows the models side by side, and what was not measured of one as such", () => {
    const rows = tableOf(page, "The models side by side: share of texts that hold");
    assert.deepEqual(rows.get("All capitals"), [
      ...["0 %", "60 %", "90 %", "100 %"],
      ...["0 %", "30 %", "40 %", "55 %"],
      ...["0 %", "5 %", "15 %", "20 %"],
    ]);
    assert.deepEqual(rows.get("JSON")?.slice(4), Array(8).fill("not measured"));
  });

  it("shows the figures of every other part", () => {
    const cells = (caption: string, row: string) => tableOf(page, caption).get(row);
    assert.deepEqual(cells("tiny <model>: likelihood and repetition", "All capitals"), [
      ...["1.50", "1.75 +0.25", "2.00 +0.50", "2.25 +0.75"],
      ...["5 %", "5 %", "5 %", "5 %"],
    ]);
    assert.deepEqual(cells("Texts steered with one length vector", "Sentences: exactly 1"), [
      ...["4", "1.3", "1.0", "75 % 3 of 4, 30 to 95 %", "11.8", "10.0", "1.70", "4 %"],
    ]);
    assert.deepEqual(cells("Ways to keep a word out", "Subtracting the inclusion vector"), [
      "80 % 16 of 20, 58 to 92 %",
      "p < 0.001 against “Nothing”: better on 11, worse on 0",
      "1.80",
      "5 %",
    ]);
    const pair = cells(
      "Pairs of constraints",
      "All capitals and Sentences: exactly 3 case and length",
    );
    assert.deepEqual(pair?.slice(6), ["59 %", "0.94", "2.10"]);
    assert.equal(cells("All capitals, by strength", "1.50")?.[1], "2.60");
    assert.equal(cells("Sentences: exactly 3, by strength", "2.00")?.[1], "unknown");
    assert.equal(cells("All capitals, by layer", "3 chosen")?.[0], "90 % 18 of 20, 70 to 97 %");
    assert.equal(cells("All capitals, by layer", "4 best")?.[0], "95 % 19 of 20, 76 to 99 %");
    assert.deepEqual(cells("Lengths, the middle of each group", "exactly 2"), [
      // 8, 8.5, 9, 9.5 and 2, 3, 2, 3: root of 0.3125 + 0.25
      ...["4", "8.75", "2.50", "0.75"],
    ]);
    assert.deepEqual(
      cells("tiny base with the vectors of tiny <model>", "All capitals")?.slice(2, 6),
      ["45 % 9 of 20, 26 to 66 %", "not measured", "p = 0.25", "p = 0.004"],
    );
    assert.deepEqual(cells("Calibrated choice and best choice", "All capitals"), [
      "layer 3, target, all tokens, strength 1.20",
      "90 % 18 of 20, 70 to 97 %",
      "layer 4, target, all tokens, strength 1.20",
      "95 % 19 of 20, 76 to 99 %",
      "+5",
      "72",
    ]);
    assert.deepEqual(cells("Every operation with every choice of tokens", "add"), [
      ...["from the last prompt token on", "42 %", "37 %", "2.20", "12 %", "12"],
    ]);
    // Four rows have this name; the last one is both.
    assert.deepEqual(cells("Vectors and guarantees", "JSON a grammar that the tokens follow"), [
      ...["Vector and guarantee", "100 % 20 of 20, 84 to 100 %", "6 of 20", "41", "1.50"],
    ]);
  });

  it("draws what the tables say", () => {
    const plot =
      /<svg [^>]*aria-labelledby="grid-plot-0-title[\s\S]*?<\/svg>/.exec(page)?.[0] ?? "";
    // The axis is 190 pixels long: 12 of 20 is at 114, 18 of 20 at 171.
    const squares = [
      ...plot.matchAll(/translate\(([\d.]+),[\d.]+\)" d="M-[^"]*h[^"]*" fill="var\(--series-2\)"/g),
    ];
    assert.deepEqual(
      squares.map((match) => Number(match[1])),
      [114, 85.5, 142.5],
    );
  });

  it("shows failures with query, text and reason", () => {
    const failures = textOf(sectionOf(page, "Failures"));
    assert.match(failures, /It has 2 sentences, not 3\. Steering only, tiny <model>\./);
    assert.match(failures, /Describe a fox\. Text: The fox is red\. It sleeps\./);
    assert.match(failures, /It is empty\. .* The text is empty\./);
    assert.ok(failures.includes(HOSTILE));
  });

  it("needs nothing from elsewhere and runs nothing", () => {
    assert.doesNotMatch(page, /<(script|link|img|iframe|object|embed|base|form)\b/i);
    assert.doesNotMatch(tagsOf(page), /\b(src|style|srcset|on[a-z]+)=/i);
    assert.doesNotMatch(tagsOf(page), /href="(?!#)/);
    assert.doesNotMatch(styleOf(page), /url\(|@import/);
    assert.doesNotMatch(page.replaceAll("https://example.org/x", ""), /https?:/);
  });

  it("allows exactly its own style sheet", () => {
    const hash = createHash("sha256").update(styleOf(page)).digest("base64");
    assert.ok(page.includes(`content="default-src 'none'; style-src 'sha256-${hash}';`));
  });

  it("describes every plot and heads every table", () => {
    const plots = page.match(/<svg role="img"[\s\S]*?<\/svg>/g) ?? [];
    assert.ok(plots.length > 10);
    for (const plot of plots) {
      assert.match(
        plot,
        /^<svg role="img" aria-labelledby="(\S+) (\S+)"[^>]*>\s*<title id="\1">[^<]+<\/title>\s*<desc id="\2">[^<]+<\/desc>/,
      );
    }
    const tables = page.match(/<table>[\s\S]*?<\/table>/g) ?? [];
    assert.ok(tables.length > 15);
    for (const table of tables) {
      assert.match(table, /^<table>\s*<caption id="[^"]+">[^<]+<\/caption>/);
      assert.doesNotMatch(table, /<th(?!ead|\s+scope=)/);
    }
  });

  it("keeps whatever texts and names hold from becoming markup", async () => {
    const hostile = await renderReport(evaluationSchema.parse(everyNameHostile(sample)));
    assert.doesNotMatch(hostile, /<(script|img)\b/i);
    assert.doesNotMatch(tagsOf(hostile), /\b(src|on[a-z]+)=/i);
    await assertValid(hostile);
  });

  it("replaces characters that HTML has no place for", async () => {
    const text = "a\u{0}b\u{1b}c\u{d800}d\u{ffff}\te\n";
    const [failure] = sample.failures ?? [];
    const odd = await renderReport({
      ...gridOnly,
      failures: failure ? [{ ...failure, text }] : [],
    });
    assert.ok(odd.includes("a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}\te\n</pre>"));
  });

  it("names parts that were not measured", async () => {
    const quick = await renderReport(gridOnly);
    await assertValid(quick);
    const missing = [
      "Lengths",
      "Keeping a word out",
      "Two constraints at once",
      "Why this layer",
      "Failures",
    ];
    for (const title of missing) {
      assert.match(textOf(sectionOf(quick, title)), /Not measured in this evaluation\./);
      assert.ok(textOf(sectionOf(quick, "In short")).includes(title));
    }
    assert.equal(quick.match(/\(not measured\)/g)?.length, 11);
    assert.doesNotMatch(page, /not measured\)|Not measured in this evaluation/);
  });

  it("leaves out settings that were not asked for", async () => {
    const settings = ["told", "both"] as const;
    const models = sample.models.map((model) => ({
      ...model,
      grid: model.grid.filter(({ setting }) => setting === "told" || setting === "both"),
    }));
    const told = await renderReport({ meta: { ...sample.meta, settings: [...settings] }, models });
    await assertValid(told);
    const row = tableOf(told, "tiny <model>: texts that hold, and what steering changed").get(
      "All capitals",
    );
    assert.deepEqual(row?.slice(0, 4), [
      "60 % 12 of 20, 39 to 78 %",
      "100 % 20 of 20, 84 to 100 %",
      "not measured",
      "p = 0.008 better on 8, worse on 0",
    ]);
    const quality = tableOf(told, "tiny <model>: likelihood and repetition").get("All capitals");
    assert.deepEqual(quality?.slice(0, 2), ["1.75", "2.25 +0.50"]);
  });

  it("says that there were no failures only when it was looked for some", async () => {
    const clean = await renderReport({ ...gridOnly, failures: [] });
    assert.match(textOf(sectionOf(clean, "Failures")), /There were none\./);
  });
});

const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:document", "html-validate:a11y"],
});

async function assertValid(page: string): Promise<void> {
  const { results } = await validator.validateString(page);
  const found = results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line}: ${message} (${ruleId})`),
  );
  assert.deepEqual(found, []);
}

/** The same evaluation, every string that a model or its file decides replaced. */
function everyNameHostile(evaluation: Evaluation): unknown {
  const decided = [
    "model",
    "identity",
    "file",
    "device",
    "quantisation",
    "prompts",
    "name",
    "label",
    "title",
    "prompt",
    "text",
    "reason",
    "date",
    "tillerVersion",
  ];
  return JSON.parse(JSON.stringify(evaluation), (key, value) =>
    decided.includes(key) && typeof value === "string" ? HOSTILE : value,
  );
}

function styleOf(page: string): string {
  return /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
}

/** Only the tags, without text and style. */
function tagsOf(page: string): string {
  return (page.replace(/<style>[\s\S]*?<\/style>/, "").match(/<[^>]*>/g) ?? [])
    .filter((tag) => !tag.startsWith("<meta"))
    .join("\n");
}
