import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConstraint } from "../../../src/constraints/notation.js";
import { type EngineClient, EngineError } from "../../../src/engine/client.js";
import type { TextCase, TextsRequest } from "../../../src/engine/protocol.js";
import { caseIn } from "../../../src/evaluation/bench.js";
import { EngineBench } from "../../../src/evaluation/engine-bench.js";
import { evaluatedConstraint } from "../../../src/evaluation/subjects.js";
import { TextLog } from "../../../src/evaluation/text-log.js";
import { fakeBench } from "./fake-bench.js";

const [title, capitals] = ["detectable_format:title", "change_case:english_capital"].map(
  (id) => evaluatedConstraint(parseConstraint(id), 3).examples,
);
assert.ok(title && capitals);

describe("the bench with an engine", () => {
  let folder: string;
  let engine: { batches: TextCase[][]; deaths: number; fingerprint: string };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-bench-"));
    engine = { batches: [], deaths: 0, fingerprint: "one" };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Stands for an engine whose model writes the text "<<A title>>" whatever is asked. */
  const client = {
    async request({ cases }: TextsRequest) {
      if (cases.length > 0 && engine.deaths > 0) {
        engine.deaths -= 1;
        throw new EngineError("engine-died", "It ended.");
      }
      if (cases.length > 0) engine.batches.push(cases);
      return {
        status: "done",
        result: {
          model: { name: "small", layers: 6 },
          fingerprint: engine.fingerprint,
          texts: await fakeBench(() => "<<A title>>").write(cases),
        },
      };
    },
  } as unknown as EngineClient;

  const open = async (change: { version?: string; maxTokens?: number } = {}) =>
    EngineBench.open("small.gguf", {
      client,
      log: await TextLog.open(join(folder, "texts.jsonl")),
      maxTokens: 64,
      version: "1",
      report: () => {},
      signal: new AbortController().signal,
      ...change,
    });

  const told = title.map((example) => caseIn("told", example));

  it("writes nothing twice, not even in another run", async () => {
    const bench = await open();
    const first = await bench.write(told);
    assert.deepEqual(await bench.write([...told].reverse()), [...first].reverse());
    assert.deepEqual(await (await open()).write(told), first);
    assert.deepEqual(engine.batches, [told]);
  });

  it("writes again when the model, its calibration, the program or the length changed", async () => {
    await (await open()).write(told);
    await (await open({ version: "2" })).write(told);
    await (await open({ maxTokens: 32 })).write(told);
    engine.fingerprint = "two";
    await (await open()).write(told);
    assert.equal(engine.batches.length, 4);
  });

  it("writes one unsteered text for all constraints, and judges it by each", async () => {
    const bench = await open();
    const texts = await bench.write(
      [...title, ...capitals].map((example) => caseIn("none", example)),
    );
    assert.equal(engine.batches.flat().length, 3);
    assert.deepEqual(
      texts.map(({ receipt }) => receipt.lines.map(({ id, held }) => [id, held])),
      [
        ...title.map(() => [["detectable_format:title", true]]),
        ...capitals.map(() => [["change_case:english_capital", false]]),
      ],
    );
  });

  it("asks again when the engine died, but not for ever", async () => {
    const bench = await open();
    engine.deaths = 1;
    assert.equal((await bench.write(told)).length, 3);
    engine.deaths = 2;
    await assert.rejects(
      bench.write(capitals.map((example) => caseIn("told", example))),
      /It ended/,
    );
  });
});
