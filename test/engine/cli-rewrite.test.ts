import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { done, packageRoot, request, startEngine } from "../support/engine.js";
import { addTinySet, tillerTiny } from "../support/tiny.js";

const story = "The fox lives in the forest.\nIt likes to eat berries.";
const capitals = ["--steer", "change_case:english_capital"];

describe("tiller rewrite", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-cli-rewrite-"));
    await addTinySet(join(folder, "tiller"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Runs the built program with a cache of its own and something on standard input. */
  async function rewrite(input: string | Uint8Array, ...args: string[]) {
    const child = spawn(
      process.execPath,
      [join(packageRoot, "dist", "cli.mjs"), "rewrite", "--model", tillerTiny, ...args],
      { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, XDG_CACHE_HOME: folder } },
    );
    // A program that takes its text from elsewhere may have ended before it reads.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr, code: await exit };
  }

  async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  it("writes the new text on standard output and the receipt on standard error", async () => {
    const { stdout, stderr, code } = await rewrite("", "--text", story, ...capitals);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, stdout.toUpperCase());
    assert.ok(stdout.length > 10);
    assert.match(stderr, /^held {6}All capitals/m);
  });

  it("takes the text from anywhere, whatever its line endings", async () => {
    const written = async (input: string, ...args: string[]) => {
      const { stdout, code, stderr } = await rewrite(
        input,
        "--json",
        "--temperature",
        "0",
        ...args,
      );
      assert.equal(code, 0, stderr);
      const { texts, promptTokens } = JSON.parse(stdout);
      return { text: texts[0].text, promptTokens };
    };
    const given = await written("", "--text", story);
    const windows = await fileOf("windows.txt", `\uFEFF${story.replace("\n", "\r\n")}\r\n`);
    assert.deepEqual(await written("", "--file", windows), given);
    assert.deepEqual(await written(`${story}\n`), given);
    const engine = await startEngine();
    try {
      const prompt = { mode: "rewrite", text: story } as const;
      const sampling = { temperature: 0, seed: 0, maxTokens: 256 };
      const result = done(await engine.client.request(request({ prompt, sampling })));
      const { texts, promptTokens } = result;
      assert.deepEqual({ text: texts[0]?.text, promptTokens }, given);
    } finally {
      await engine.dispose();
    }
  });

  it("tells the model the constraint, guarantees it, and is strict when asked", async () => {
    const json = "detectable_format:json_format";
    const guaranteed = await rewrite(story, "--steer", json, "--guarantee", json, "--tell");
    assert.equal(guaranteed.code, 0, guaranteed.stderr);
    assert.doesNotThrow(() => JSON.parse(guaranteed.stdout));
    assert.match(
      guaranteed.stderr,
      /^held {6}JSON.*The guarantee (did not need to step|stepped) in/m,
    );
    // A dial of 0 leaves the text alone, and nothing makes English French by itself.
    const french = "language:response_language,language=fr@0";
    const failed = await rewrite(story, "--steer", french, "--strict");
    assert.equal(failed.code, 1, failed.stderr);
  });

  describe("says in one sentence what is wrong with", () => {
    const cases: [string, () => Promise<string[]> | string[], RegExp][] = [
      ["no text", () => [], /no text to rewrite/],
      ["an empty text", () => ["--text", " "], /no text to rewrite/],
      ["two texts", () => ["--text", story, "--file", "x.txt"], /--text and --file exclude/],
      ["a missing file", () => ["--file", "/no/such.txt"], /there is no file \/no\/such\.txt/],
      ["a folder", () => ["--file", folder], /cannot be read \(EISDIR\)/],
      [
        "a file that is no text",
        async () => ["--file", await fileOf("image.png", Uint8Array.of(0x89, 0x50, 0xff))],
        /image\.png is not UTF-8 text/,
      ],
      [
        "a text that is too long",
        async () => ["--file", await fileOf("long.txt", `${story}\n\n`.repeat(1000))],
        /The text to rewrite is \d+ tokens long, but the model has room for \d+; rewrite a smaller/,
      ],
      ["an unknown constraint", () => ["--text", story, "--steer", "poetry:sonnet"], /sonnet/],
      ["an option of complete", () => ["--text", story, "--mode", "raw"], /--mode/],
    ];
    for (const [what, args, sentence] of cases) {
      it(what, async () => {
        const { stdout, stderr, code } = await rewrite("", ...(await args()));
        assert.equal(code, 2, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, sentence);
        assert.equal(stderr.trim().split("\n").length, 1, stderr);
      });
    }
  });
});
