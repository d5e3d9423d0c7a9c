import assert from "node:assert/strict";
import { overallResults, readRecord, writeRecords } from "../../../src/evaluation/ifeval.js";
import { fakeBench, isSteered } from "./fake-bench.js";

const records = [
  {
    key: 1,
    prompt: "Write a note in lowercase with a title.",
    instruction_id_list: ["change_case:english_lowercase", "detectable_format:title"],
    kwargs: [{}, { num_bullets: null }],
  },
  {
    key: "two",
    prompt: "Write a title.",
    instruction_id_list: ["detectable_format:title"],
    kwargs: [{}],
  },
].map(readRecord);

describe("IFEval's prompts", () => {
  it("are judged instruction by instruction", async () => {
    const bench = fakeBench((asked) => (isSteered(asked) ? "<<a title>> below" : "a text below"));
    const { grid, failures, written } = await writeRecords(bench, records, ["told", "both"]);
    assert.deepEqual(
      grid.map(({ constraint, setting, measure }) => [constraint, setting, measure.outcomes]),
      [
        ["change_case:english_lowercase", "told", [true]],
        ["detectable_format:title", "told", [false, false]],
        ["change_case:english_lowercase", "both", [true]],
        ["detectable_format:title", "both", [true, true]],
      ],
    );
    assert.deepEqual(
      failures.map(({ setting, prompt, text }) => [setting, prompt, text]),
      records.map(({ example }) => ["told", example.prompt, "a text below"]),
    );
    const [told, both] = written;
    assert.ok(told && both);
    assert.match(overallResults(told)[0] ?? "", /0 of 2 \(0 %\) prompts and 1 of 3 \(33 %\)/);
    assert.match(overallResults(both)[1] ?? "", /2 of 2 \(100 %\) prompts and 3 of 3 \(100 %\)/);
  });

  it("are put to the model as they are, steered as for a model that is told", async () => {
    const bench = fakeBench(() => "text");
    await writeRecords(bench, records, ["told", "both"]);
    assert.deepEqual(
      bench.asked.map(({ prompt, selection, promptTells, strength }) => [
        prompt,
        selection.constraints.length,
        selection.tell && promptTells,
        strength,
      ]),
      [0, 1].flatMap((strength) =>
        records.map(({ example, steerable }) => [
          { mode: "write", instruction: example.prompt },
          steerable.length,
          true,
          strength,
        ]),
      ),
    );
  });

  it("may ask for what can be checked but not steered", () => {
    const record = readRecord({
      key: 3,
      prompt: "Write five hundred bullets.",
      instruction_id_list: ["detectable_format:number_bullet_lists"],
      kwargs: [{ num_bullets: 500 }],
    });
    assert.equal(record.checks.length, 1);
    assert.deepEqual(record.steerable, []);
  });

  it("may not ask for what IFEval does not have", () => {
    assert.throws(
      () => readRecord({ key: 4, prompt: "x", instruction_id_list: ["a:b"], kwargs: [{}] }),
      /There is no constraint "a:b"/,
    );
  });
});
