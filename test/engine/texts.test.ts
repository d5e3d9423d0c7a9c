import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../../src/engine/api/client.js";
import type {
  TextCase,
  TextsRequest,
  TextsResult,
  WrittenCase,
} from "../../src/engine/api/protocol.js";
import type { SteeringChoice } from "../../src/steering/choice.js";
import { onlyText, request, selection, startEngine, type TestEngine } from "../support/engine.js";
import { tillerTiny } from "../support/tiny.js";

const capitals = selection("change_case:english_capital");
const nothing = selection();

function about(animal: string, change: Partial<TextCase> = {}): TextCase {
  return {
    prompt: { mode: "write", instruction: `Describe a ${animal}.` },
    selection: nothing,
    strength: 1,
    ...change,
  };
}

describe("many texts", function () {
  this.timeout(600_000);
  let engine: TestEngine;
  before(async () => {
    engine = await startEngine();
  });
  after(() => engine.dispose());

  const asking = (...cases: TextCase[]): TextsRequest => ({
    kind: "texts",
    model: tillerTiny,
    cases,
    maxTokens: 64,
  });

  async function write(...cases: TextCase[]): Promise<TextsResult> {
    const outcome = await engine.client.request(asking(...cases));
    assert.equal(outcome.status, "done");
    return outcome.result;
  }

  const manyFoxes = (count: number) => Array.from({ length: count }, () => about("fox"));

  it("are each what a request of its own would write", async () => {
    const animals = ["fox", "cat", "horse", "crow", "whale", "goat"];
    const cases = animals.flatMap((animal) => [
      about(animal),
      about(animal, { selection: capitals }),
      about(animal, { selection: { ...capitals, tell: true }, strength: 0 }),
    ]);
    const { texts } = await write(...cases);
    assert.equal(texts.length, cases.length);
    for (const i of [0, 1, 2, 7]) {
      const asked = cases[i] as TextCase;
      const outcome = await engine.client.request(
        request({
          prompt: asked.prompt,
          selection: asked.selection,
          strengths: [asked.strength],
          sampling: { temperature: 0, seed: 0, maxTokens: 64 },
        }),
      );
      assert.equal(texts[i]?.text, onlyText(outcome));
    }
  });

  it("say how they were steered, and how likely and how repetitive they are", async () => {
    const choice: SteeringChoice = {
      layer: 2,
      operation: "add",
      positions: "all",
      strength: 0.5,
    };
    const { texts } = await write(
      about("fox", { selection: capitals, strength: 0 }),
      about("fox", {
        selection: capitals,
        choices: { "change_case:english_capital": choice },
      }),
    );
    const [unsteered, steered] = texts;
    assert.deepEqual(unsteered?.choices, {});
    assert.deepEqual(steered?.choices, { "change_case:english_capital": choice });
    assert.equal(unsteered?.receipt.lines.length, 1);
    assert.ok((unsteered?.negativeLogLikelihood ?? -1) >= 0);
    assert.ok(unsteered && unsteered.repetition >= 0 && unsteered.repetition <= 1);
  });

  it("leave alone what a choice of strength 0 leaves off", async () => {
    const off: SteeringChoice = {
      layer: 2,
      operation: "target",
      positions: "all",
      strength: 0,
    };
    const { texts } = await write(
      about("fox"),
      about("fox", { selection: capitals, choices: { "change_case:english_capital": off } }),
    );
    assert.equal(texts[1]?.text, texts[0]?.text);
  });

  it("can exclude a word in two ways", async () => {
    const excluding = {
      constraints: [
        {
          id: "keywords:forbidden_words",
          args: { forbidden_words: ["forest"] },
          dial: 1,
          guarantee: false,
        },
      ],
      tell: false,
    };
    const choices = {
      "keywords:forbidden_words": {
        layer: 2,
        operation: "add",
        positions: "from-last",
        strength: 2,
      } as const,
    };
    const { texts } = await write(
      about("fox", { selection: excluding, choices }),
      about("fox", { selection: excluding, choices, exclusionVectors: true }),
    );
    assert.notEqual(texts[0]?.text, texts[1]?.text);
  });

  it("have none for a prompt that is too long", async () => {
    const prompt = { mode: "write", instruction: "word ".repeat(2000) } as const;
    const { texts } = await write(about("fox"), about("fox", { prompt }));
    assert.ok(texts[0] && texts[0].text.length > 10);
    const [, none] = texts;
    assert.deepEqual([none?.text, none?.tokens, none?.stop], ["", 0, "length"]);
    assert.equal(none?.negativeLogLikelihood, null);
  });

  it("tell the same fingerprint as long as nothing changes", async () => {
    const first = await write();
    const again = await write(about("fox"));
    assert.equal(first.fingerprint, again.fingerprint);
    assert.equal(first.texts.length, 0);
    assert.ok(first.calibrated);
    assert.match(first.identity, /tiller-tiny/);
  });

  it("refuse another model's set that is not there, or lacks a vector, in one sentence", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tiller-set-"));
    try {
      const fails = (expected: RegExp) =>
        assert.rejects(
          write(about("fox", { selection: capitals, vectorSet: folder })),
          (error) =>
            error instanceof EngineError &&
            error.code === "vector-unusable" &&
            expected.test(error.message),
        );
      await fails(/There is no readable vector set/);
      await writeFile(join(folder, "calibration.json"), '{"model": "another", "choices": {}}');
      await fails(/has no vector for change_case:english_capital/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("are told one by one, as they are finished, each as it is in the result", async () => {
    const tooLong = about("fox", { prompt: { mode: "write", instruction: "word ".repeat(2000) } });
    const cases = [about("fox"), tooLong, about("cat"), ...manyFoxes(12)];
    const told: WrittenCase[] = [];
    let times = 0;
    const { result } = await engine.client.request(asking(...cases), {
      onWritten: (written, index) => {
        told[index] = written;
        times += 1;
      },
    });
    assert.equal(times, cases.length);
    assert.deepEqual(told, result?.texts);
  });

  it("say how far they are, also within a text", async () => {
    const fractions: number[] = [];
    await engine.client.request(asking(about("fox")), {
      onProgress: ({ message, fraction = 0 }) => {
        if (message.startsWith("Writing")) fractions.push(fraction);
      },
    });
    assert.ok(fractions.length > 1, fractions.join());
    assert.deepEqual(
      fractions,
      fractions.toSorted((a, b) => a - b),
    );
    assert.equal(fractions.at(-1), 1);
  });

  it("are cancelled in the middle: those that are finished have been told", async () => {
    const controller = new AbortController();
    const cases = manyFoxes(64);
    let told = 0;
    const outcome = await engine.client.request(asking(...cases), {
      signal: controller.signal,
      onWritten: () => {
        told += 1;
        controller.abort();
      },
    });
    assert.deepEqual(outcome, { status: "cancelled", result: undefined });
    assert.ok(told > 0 && told < cases.length, String(told));
  });
});

describe("the geometry of contrast pairs", function () {
  this.timeout(600_000);

  it("has one point per pair, and tells capitals from lowercase", async () => {
    const engine = await startEngine();
    const constraints = selection("change_case:english_capital", "change_case:english_lowercase");
    const geometry = (layer: number) =>
      engine.client.request({
        kind: "geometry",
        model: tillerTiny,
        constraints: [...constraints.constraints],
        layer,
        pairs: 8,
      });
    try {
      const { result } = await geometry(3);
      assert.ok(result);
      const { explained, groups } = result;
      assert.deepEqual(
        groups.map(({ label, points }) => [label, points.length]),
        [
          ["All capitals", 8],
          ["All lowercase", 8],
        ],
      );
      assert.ok(explained[0] >= explained[1] && explained[0] + explained[1] <= 1 + 1e-9);
      // Around the mean of all points, as principal components are.
      for (const axis of [0, 1] as const) {
        const sum = groups
          .flatMap(({ points }) => points)
          .reduce((total, point) => total + point[axis], 0);
        assert.ok(Math.abs(sum) < 1e-3, `${sum}`);
      }
      const [upper, lower] = groups.map(({ points }) => points.map(([x]) => x));
      assert.ok(upper && lower);
      assert.ok(Math.min(...upper) > Math.max(...lower) || Math.max(...upper) < Math.min(...lower));
      await assert.rejects(geometry(99), /has layers 0 to 5, not 99/);
    } finally {
      await engine.dispose();
    }
  });
});
