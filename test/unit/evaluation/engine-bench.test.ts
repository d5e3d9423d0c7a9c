import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConstraint } from "../../../src/constraints/notation.js";
import {
  type EngineClient,
  EngineError,
  type RequestHandlers,
} from "../../../src/engine/api/client.js";
import type { TextCase, TextsRequest } from "../../../src/engine/api/protocol.js";
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
  /** `diesAfter` so many texts, as often as there are numbers. */
  let engine: { batches: TextCase[][]; diesAfter: number[]; fingerprint: string };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-bench-"));
    engine = { batches: [], diesAfter: [], fingerprint: "one" };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Stands for an engine whose model writes the text "<<A title>>" whatever is asked. */
  const client = {
    async request({ cases }: TextsRequest, { onWritten, signal }: RequestHandlers) {
      if (cases.length > 0) engine.batches.push(cases);
      const texts = await fakeBench(() => "<<A title>>").write(cases);
      const diesAfter = cases.length > 0 ? engine.diesAfter.shift() : undefined;
      for (const [i, text] of texts.slice(0, diesAfter).entries()) {
        if (signal?.aborted) return { status: "cancelled", result: undefined };
        onWritten?.(text, i);
      }
      if (diesAfter !== undefined) throw new EngineError("engine-died", "It ended.");
      return {
        status: "done",
        result: { model: { name: "small", layers: 6 }, fingerprint: engine.fingerprint, texts },
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

  it("asks again for what is left when the engine died, but not for ever", async () => {
    const bench = await open();
    engine.diesAfter = [2];
    assert.equal((await bench.write(told)).length, 3);
    assert.deepEqual(engine.batches, [told, told.slice(2)]);
    engine.diesAfter = [0, 0];
    await assert.rejects(
      bench.write(capitals.map((example) => caseIn("told", example))),
      /It ended/,
    );
  });

  it("keeps each text as it comes, whatever ends the run", async () => {
    const bench = await open();
    engine.diesAfter = [1, 1];
    await assert.rejects(bench.write(told), /It ended/);
    assert.equal((await readFile(join(folder, "texts.jsonl"), "utf8")).split("\n").length, 3);
    await (await open()).write(told);
    assert.deepEqual(engine.batches.at(-1), told.slice(2));
  });

  it("stops writing when its log takes no more, and says why", async () => {
    const bench = await open();
    await rm(folder, { recursive: true });
    await assert.rejects(bench.write(told), { code: "ENOENT" });
  });
});
