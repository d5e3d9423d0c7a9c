/** `tiller verify` on files as IFEval writes them. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../../src/cli/usage.js";
import { verify } from "../../../src/cli/verify.js";

const input = (key: number, prompt: string, id: string, kwargs: Record<string, unknown> = {}) =>
  JSON.stringify({ key, prompt, instruction_id_list: [id], kwargs: [kwargs] });
const response = (prompt: string, text: string) => JSON.stringify({ prompt, response: text });

describe("tiller verify", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tiller-verify-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function run(inputs: string[], responses: string[]) {
    writeFileSync(join(folder, "input.jsonl"), inputs.join("\n"));
    writeFileSync(join(folder, "responses.jsonl"), responses.join("\n"));
    const out = captured(process.stdout);
    const err = captured(process.stderr);
    try {
      const code = await verify([
        ...["--input-data", join(folder, "input.jsonl")],
        ...["--input-response-data", join(folder, "responses.jsonl")],
        ...["--output-dir", join(folder, "out")],
      ]);
      return { code, out: out.text(), err: err.text() };
    } finally {
      out.restore();
      err.restore();
    }
  }

  const results = (reading: "strict" | "loose") =>
    readFileSync(join(folder, "out", `eval_results_${reading}.jsonl`), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  it("writes the benchmark's results and summary, responses in any order", async () => {
    const { code, out } = await run(
      [
        input(1, "No commas, please", "punctuation:no_comma"),
        input(2, "In quotes, please", "startend:quotation"),
      ],
      [
        response("In quotes, please", 'Here:\n"The text."'),
        response("No commas, please", "one, two"),
        response("No commas, please", "one two"),
      ],
    );
    assert.equal(code, 0);
    assert.deepEqual(
      results("strict").map((one) => one.follow_all_instructions),
      [true, false],
    );
    assert.deepEqual(results("loose")[1], {
      follow_all_instructions: true,
      follow_instruction_list: [true],
      instruction_id_list: ["startend:quotation"],
      prompt: "In quotes, please",
      response: 'Here:\n"The text."',
    });
    assert.match(out, /^strict\nprompt-level: 0\.5\ninstruction-level: 0\.5\n/);
    assert.match(out, /\npunctuation:no_comma 1\nstartend:quotation 0\n/);
    assert.match(out, /\nloose\nprompt-level: 1\n/);
  });

  it("names the file and line of what it cannot use, and does the rest", async () => {
    const { code, err } = await run(
      [
        "{not json",
        input(2, "a", "punctuation:no_comma"),
        input(3, "a", "punctuation:no_commas"),
        input(4, "a", "length_constraints:number_words", { num_words: -1, relation: "at least" }),
        input(5, "nobody answered", "punctuation:no_comma"),
        JSON.stringify({ key: 6, prompt: "a", instruction_id_list: ["x"], kwargs: [] }),
        "",
      ],
      [response("a", "text"), '{"prompt": "b"}'],
    );
    assert.equal(code, 2);
    assert.equal(results("strict").length, 1);
    const lines = err.trim().split("\n");
    assert.equal(lines.length, 6);
    assert.match(lines[0] ?? "", /responses\.jsonl:2: response: /);
    assert.match(lines[1] ?? "", /input\.jsonl:1: not JSON/);
    assert.match(lines[2] ?? "", /input\.jsonl:3: .*"punctuation:no_commas".*punctuation:no_comma/);
    assert.match(lines[3] ?? "", /input\.jsonl:4: length_constraints:number_words: num_words: /);
    assert.match(lines[4] ?? "", /input\.jsonl:5: There is no response/);
    assert.match(lines[5] ?? "", /input\.jsonl:6: kwargs: not as many/);
  });

  it("refuses a missing option or file", async () => {
    await assert.rejects(verify([]), UsageError);
    await assert.rejects(verify(["--input-data", join(folder, "none")]), UsageError);
  });
});

/** What is written to a stream from now on, kept from the terminal. */
function captured(stream: NodeJS.WriteStream) {
  const write = stream.write;
  let text = "";
  stream.write = ((chunk: string | Uint8Array) => {
    text += chunk;
    return true;
  }) as typeof stream.write;
  return {
    text: () => text,
    restore: () => {
      stream.write = write;
    },
  };
}
