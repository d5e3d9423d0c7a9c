import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Evaluation, evaluationSchema } from "../../src/evaluation/results.js";
import { packageRoot } from "../support/engine.js";
import { addTinySet, tillerTiny } from "../support/tiny.js";
import { until } from "../support/until.js";

/** Longer than any of these takes on a busy machine. */
const PATIENCE = 300_000;

describe("tiller evaluate", function () {
  this.timeout(4 * PATIENCE);

  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-evaluate-"));
    await addTinySet(join(folder, "cache", "tiller"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  interface Run {
    child: ChildProcess;
    ended: Promise<{ stdout: string; stderr: string; code: number | null }>;
  }

  function start(...args: string[]): Run {
    const program = join(packageRoot, "dist", "cli.mjs");
    const child = spawn(process.execPath, [program, "evaluate", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
    });
    const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
    const ended = Promise.all([text(child.stdout), text(child.stderr), exit]).then(
      ([stdout, stderr, code]) => ({ stdout, stderr, code }),
    );
    return { child, ended };
  }

  const tiny = (out: string) => [
    tillerTiny,
    "--out",
    out,
    "--queries",
    "3",
    "--constraints",
    "change_case:english_capital",
    "--constraints",
    "detectable_format:title",
    "--max-tokens",
    "48",
    "--full",
  ];

  const logOf = (out: string) => join(out, "texts.jsonl");
  const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const linesIn = (out: string) => readFileSync(logOf(out), "utf8").trimEnd().split("\n");
  const textsIn = (out: string) =>
    new Map(
      linesIn(out).map((line): [string, string] => {
        const { key, written } = JSON.parse(line);
        return [key, written.text];
      }),
    );

  async function evaluationIn(out: string): Promise<Evaluation> {
    return evaluationSchema.parse(JSON.parse(await readFile(join(out, "evaluation.json"), "utf8")));
  }

  /** What was measured, without the figures. */
  const outlineOf = ({ models, ...parts }: Evaluation) => ({
    cells: models.flatMap(({ grid }) =>
      grid.map(({ constraint, setting, measure }) => [constraint, setting, measure.n]),
    ),
    parts: Object.keys(parts).sort(),
    sweep: parts.sweep?.map(({ constraint, points }) => [constraint, points.length]),
    layers: parts.layers?.map(({ constraint, points }) => [constraint, points.length]),
  });

  /** Starts an evaluation, and ends it when it has kept more texts than are there. */
  async function interrupted(out: string, signal: NodeJS.Signals) {
    const before = sizeOf(logOf(out));
    const run = start(...tiny(out));
    await until(() => sizeOf(logOf(out)) > before, PATIENCE);
    run.child.kill(signal);
    return run.ended;
  }

  it("goes on after being stopped and after being killed, and finds the same", async () => {
    const whole = join(folder, "whole");
    const { code, stdout, stderr } = await start(...tiny(whole)).ended;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^All capitals /m);
    assert.match(stderr, /^Every constraint in every setting on /m);
    // Which is no terminal.
    assert.doesNotMatch(stderr, /[^\P{Cc}\n]/u);

    const parts = join(folder, "parts");
    const stopped = await interrupted(parts, "SIGINT");
    assert.equal(stopped.code, 0, stopped.stderr);
    assert.match(stopped.stderr, /the same command goes on/);
    await interrupted(parts, "SIGKILL");
    const kept = linesIn(parts);
    assert.ok(kept.length < linesIn(whole).length);
    const resumed = await start(...tiny(parts)).ended;
    assert.equal(resumed.code, 0, resumed.stderr);

    assert.deepEqual(linesIn(parts).slice(0, kept.length), kept);
    assert.deepEqual(outlineOf(await evaluationIn(parts)), outlineOf(await evaluationIn(whole)));
    const [one, other] = [textsIn(parts), textsIn(whole)];
    // In the order in which they were finished.
    assert.deepEqual([...one.keys()].sort(), [...other.keys()].sort());
    // A text's batch decides over the last bits of its logits, and so, rarely, over a word.
    const same = [...one].filter(([key, written]) => other.get(key) === written);
    assert.ok(same.length >= 0.9 * other.size, `${same.length} of ${other.size}`);

    const evaluation = await evaluationIn(whole);
    assert.equal(evaluation.models[0]?.grid.length, 2 * 4);
    assert.ok(evaluation.models[0].grid.every(({ measure }) => measure.n === 3));
    for (const setting of ["none", "told", "steered", "both"]) {
      const responses = await readFile(join(whole, `responses-${setting}.jsonl`), "utf8");
      const lines = responses.trimEnd().split("\n");
      assert.equal(lines.length, 2 * 3);
      assert.deepEqual(Object.keys(JSON.parse(lines[0] ?? "")), ["prompt", "response"]);
    }
    assert.equal(await readFile(join(whole, "summary.txt"), "utf8"), stdout);
    assert.match(await readFile(join(whole, "report.html"), "utf8"), /<html/);
  });

  it("takes IFEval's prompts as they are", async () => {
    const input = join(folder, "input_data.jsonl");
    const records = [
      {
        key: 1,
        prompt: "Describe a fox. Use capital letters only.",
        instruction_id_list: ["change_case:english_capital"],
        kwargs: [{}],
      },
      {
        key: 2,
        prompt: "word ".repeat(2000),
        instruction_id_list: ["punctuation:no_comma"],
        kwargs: [{}],
      },
    ];
    await writeFile(input, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    const out = join(folder, "ifeval");
    const { code, stdout, stderr } = await start(
      tillerTiny,
      "--out",
      out,
      "--input",
      input,
      "--max-tokens",
      "48",
    ).ended;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /nothing was run without them/);
    assert.match(stdout, /Prompts too long, counted as not followed: 1\./);
    const { meta, models } = await evaluationIn(out);
    assert.deepEqual(meta.settings, ["told", "both"]);
    assert.deepEqual(
      models[0]?.grid.map(({ constraint, setting }) => [constraint, setting]),
      [
        ["change_case:english_capital", "told"],
        ["punctuation:no_comma", "told"],
        ["change_case:english_capital", "both"],
        ["punctuation:no_comma", "both"],
      ],
    );
    const responses = await readFile(join(out, "responses-both.jsonl"), "utf8");
    assert.deepEqual(
      responses
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).prompt),
      records.map(({ prompt }) => prompt),
    );
  });

  describe("says in one sentence what is wrong with", () => {
    const out = ["--out", "/no/where"];
    const cases: [string, string[], RegExp][] = [
      ["no folder", [tillerTiny], /--out FOLDER is missing/],
      ["no model", out, /The model is missing/],
      [
        "a setting that does not exist",
        [tillerTiny, ...out, "--settings", "none,shouted"],
        /--settings must be some of none, told, steered, both, not "shouted"/,
      ],
      [
        "a setting that IFEval's prompts rule out",
        [tillerTiny, ...out, "--input", "x", "--settings", "none"],
        /"none" needs prompts without instructions/,
      ],
      [
        "options that IFEval's prompts rule out",
        [tillerTiny, ...out, "--input", "x", "--full"],
        /--full cannot be combined with --input/,
      ],
      ["a missing input", [tillerTiny, ...out, "--input", "/no/x.jsonl"], /--input is not a file/],
      [
        "siblings that are none",
        [tillerTiny, ...out, "--siblings", "cousin=x"],
        /--siblings must be plain=FILE,base=FILE, not "cousin=x"/,
      ],
      [
        "an unknown constraint",
        [tillerTiny, ...out, "--constraints", "change_case:upside_down"],
        /There is no constraint "change_case:upside_down"/,
      ],
      [
        "a folder that is a file",
        [tillerTiny, "--out", join(packageRoot, "package.json")],
        /could not be created as a folder/,
      ],
      ["too many queries", [tillerTiny, ...out, "--queries", "1000"], /--queries must be a whole/],
    ];
    for (const [what, args, expected] of cases) {
      it(what, async () => {
        const { code, stdout, stderr } = await start(...args).ended;
        assert.equal(code, 2, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, expected);
        assert.equal(stderr.trim().split("\n").length, 1);
      });
    }

    it("a line of IFEval's file", async () => {
      const input = join(folder, "bad.jsonl");
      await writeFile(input, '{"key": 1, "prompt": "x"}\n');
      const { code, stderr } = await start(tillerTiny, ...out, "--input", input).ended;
      assert.equal(code, 2);
      assert.match(stderr, /bad\.jsonl:1: instruction_id_list/);
    });
  });
});
