import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { DEFAULT_SAMPLING } from "../../src/engine/api/sampling.js";
import { encodeVectorFile } from "../../src/steering/control-vector.js";
import { packageRoot } from "../support/engine.js";
import { addTinySet, tillerTiny } from "../support/tiny.js";

describe("tiller", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-cli-"));
    await addTinySet(join(folder, "tiller"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Runs the built program with a cache of its own. */
  async function tiller(...args: string[]) {
    const child = spawn(process.execPath, [join(packageRoot, "dist", "cli.mjs"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, XDG_CACHE_HOME: folder },
    });
    const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr, code: await exit };
  }

  const asked = ["complete", "--model", tillerTiny, "--prompt", "Describe a fox."];
  /** What steering does is seen best in what is likeliest. */
  const about = [...asked, "--temperature", "0"];

  it("writes the text on standard output and the receipt on standard error", async () => {
    const { stdout, stderr, code } = await tiller(
      ...about,
      "--steer",
      "change_case:english_capital",
    );
    assert.equal(code, 0, stderr);
    assert.equal(stdout, stdout.toUpperCase());
    assert.ok(stdout.length > 10);
    assert.match(stderr, /^held {6}All capitals/m);
  });

  it("writes JSON that says the same", async () => {
    const { stdout, code } = await tiller(
      ...about,
      "--steer",
      "length_constraints:concise",
      "--json",
    );
    assert.equal(code, 0);
    const { texts, model } = JSON.parse(stdout);
    assert.equal(texts[0].receipt.lines[0].id, "length_constraints:concise");
    assert.equal(model.path, tillerTiny);
  });

  it("chooses tokens as in the editor, with one seed, and says how", async () => {
    const options = ["--top-k", "20", "--dry-multiplier", "1", "--dry-sequence-breaker", "\\n"];
    const brief = ["--max-tokens", "24", "--json"];
    const { stdout, code } = await tiller(...asked, ...options, ...brief);
    assert.equal(code, 0);
    const { texts, sampling } = JSON.parse(stdout);
    const { dry } = DEFAULT_SAMPLING;
    assert.deepEqual(sampling, {
      ...DEFAULT_SAMPLING,
      topK: 20,
      dry: { ...dry, multiplier: 1, sequenceBreakers: ["\n"] },
      seed: 0,
      maxTokens: 24,
    });
    const again = await tiller(...asked, ...options, ...brief);
    assert.equal(JSON.parse(again.stdout).texts[0].text, texts[0].text);
    const other = await tiller(...asked, ...options, ...brief, "--seed", "1");
    assert.notEqual(JSON.parse(other.stdout).texts[0].text, texts[0].text);
  });

  it("guarantees what it is told to, and says whether it had to act", async () => {
    const sentences = "length_constraints:number_sentences";
    const { stdout, stderr, code } = await tiller(
      ...about,
      "--steer",
      `${sentences},num_sentences=2`,
      "--exclude",
      "the",
      "--guarantee",
      sentences,
      "--guarantee",
      "keywords:forbidden_words",
    );
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stdout, /\bthe\b/i);
    assert.match(
      stderr,
      /^held {6}Sentences: 2 sentences\. The guarantee (did not need to step|stepped) in/m,
    );
    assert.match(stderr, /^held {6}Exclude: .* The guarantee (did not need to step|stepped) in/m);
  });

  it("exits with 1 when a constraint fails and --strict asks", async () => {
    // A dial of 0 leaves the text alone, and no text about a fox is in French by itself.
    const { code, stderr } = await tiller(
      ...about,
      "--steer",
      "language:response_language,language=fr@0",
      "--strict",
    );
    assert.equal(code, 1, stderr);
  });

  it("measures the vector of a new word, and finds it again", async () => {
    const first = await tiller(...about, "--include", "lighthouse", "--json");
    assert.equal(first.code, 0, first.stderr);
    const again = await tiller(...about, "--include", "lighthouse", "--json");
    assert.equal(JSON.parse(again.stdout).texts[0].text, JSON.parse(first.stdout).texts[0].text);
  });

  it("calibrates a model: estimate first, table last, and a vector set", async () => {
    const out = join(folder, "set");
    const capitals = "change_case:english_capital";
    const { stdout, stderr, code } = await tiller(
      "calibrate",
      tillerTiny,
      "--into",
      out,
      "--alone",
      "--constraints",
      capitals,
    );
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^1 constraint to calibrate: [\d,]+ to [\d,]+ tokens/m);
    assert.match(stdout, /^constraint +off +alone[\s\S]*change_case:english_capital/);
    const { choices } = JSON.parse(await readFile(join(out, "calibration.json"), "utf8"));
    assert.ok(choices[capitals].alone.accuracyOn > 0.5);
    assert.equal(choices[capitals].told, undefined);
    assert.ok((await readFile(join(out, "change_case.english_capital.gguf"))).length > 1000);
  });

  it("keeps what is finished when a terminal interrupts the program and its engine", async () => {
    const out = join(folder, "interrupted");
    const child = spawn(
      process.execPath,
      [join(packageRoot, "dist", "cli.mjs"), "calibrate", tillerTiny, "--into", out],
      {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, XDG_CACHE_HOME: folder },
        detached: true,
      },
    );
    let stderr = "";
    let interrupted = false;
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      if (interrupted || !stderr.includes("Calibrating")) return;
      interrupted = true;
      process.kill(-(child.pid as number), "SIGINT");
    });
    const [code] = await once(child, "close");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Stopped; what is finished is kept/);
    assert.ok((await readFile(join(out, "calibration-state.json"))).length > 1000);
  });

  describe("says in one sentence what is wrong with", () => {
    const cases: [string, () => Promise<string[]> | string[], RegExp][] = [
      ["a missing model", () => ["--model", "/no/such.gguf"], /There is no model file/],
      [
        "a truncated model",
        async () => {
          const path = join(folder, "truncated.gguf");
          await writeFile(path, (await readFile(tillerTiny)).subarray(0, 1_000_000));
          return ["--model", path];
        },
        /could not be loaded|no readable GGUF/,
      ],
      [
        "a file that is no model",
        async () => {
          const path = join(folder, "letter.gguf");
          await writeFile(path, "Dear reader,");
          return ["--model", path];
        },
        /is not a GGUF model file/,
      ],
      [
        "a control vector of another width",
        async () => {
          const path = join(folder, "narrow.gguf");
          const layer = {
            direction: Float32Array.of(1, 0),
            norm: 1,
            target: 1,
            baseline: 0,
            agreement: 1,
          };
          const vector = { name: "narrow", pairs: 1, layers: [layer, layer] };
          await writeFile(path, encodeVectorFile(vector, "llama", "another model"));
          return ["--control-vector", path];
        },
        /was made for a model 2 wide/,
      ],
      [
        "an unknown constraint",
        () => ["--steer", "poetry:sonnet"],
        /no constraint "poetry:sonnet"/,
      ],
      [
        "a guarantee of what is not on",
        () => ["--guarantee", "detectable_format:json_format"],
        /--guarantee detectable_format:json_format: that constraint is not on/,
      ],
      [
        "a guarantee of what can only be steered",
        () => {
          const id = "change_case:english_capital";
          return ["--steer", id, "--guarantee", id];
        },
        /"All capitals".* cannot be guaranteed/,
      ],
      ["a bad dial", () => ["--steer", "change_case:english_capital@9"], /dial/],
      ["an empty prompt", () => ["--prompt", "  "], /prompt is empty/],
      ["a bad number", () => ["--temperature", "hot"], /--temperature must be a number/],
      ["a share above 1", () => ["--top-p", "3"], /--top-p must be a number from 0 to 1, not "3"/],
      ["a part of a token", () => ["--top-k", "1.5"], /--top-k must be a whole number from 0 to/],
      [
        "an empty sequence breaker",
        () => ["--dry-sequence-breaker", ""],
        /--dry-sequence-breaker takes at most 32 strings of 1 to 40 characters/,
      ],
      ["an unknown option", () => ["--poetry"], /--poetry/],
    ];
    for (const [what, args, sentence] of cases) {
      it(what, async () => {
        const { stdout, stderr, code } = await tiller(...about, ...(await args()));
        assert.equal(code, 2, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, sentence);
        assert.equal(stderr.trim().split("\n").length, 1, stderr);
      });
    }

    it("an unknown command", async () => {
      const { stderr, code } = await tiller("sing");
      assert.equal(code, 2);
      assert.match(stderr, /no command "sing"/);
    });
  });
});
