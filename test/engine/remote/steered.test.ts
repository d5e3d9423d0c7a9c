import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCalibration, writeVector } from "../../../src/engine/vectors/vector-store.js";
import type { ModelFile } from "../../../src/models/gguf-file.js";
import type { SteeringChoice } from "../../../src/steering/choice.js";
import { calibratedAt } from "../../support/calibrated-choice.js";
import { done, request, startEngine, type TestEngine } from "../../support/engine.js";
import { chatting, json, OpenAiServer } from "../../support/openai-server.js";

const CAPITALS = "change_case:english_capital";
const FOX = "keywords:existence,keyword=fox";
const LAYERS = 8;

const on = (id: string, args: Record<string, unknown> = {}, dial = 1) => ({
  id,
  args,
  dial,
  guarantee: false,
});

describe("a server that takes vectors with a request", () => {
  let engine: TestEngine;
  let server: OpenAiServer;
  let folder: string;
  before(async () => {
    engine = await startEngine();
    folder = await mkdtemp(join(tmpdir(), "tiller-served-"));
    const model = { identity: "team-model", architecture: "llama" } as ModelFile;
    for (const name of [CAPITALS, FOX]) {
      const layers = Array.from({ length: LAYERS }, (_, layer) => ({
        direction: Float32Array.of(0.6, 0.8),
        norm: layer + 1,
        target: layer + 1.5,
        baseline: 0.5,
        agreement: 1,
      }));
      await writeVector(folder, { name, pairs: 2, layers }, model);
    }
    const choice = (change: Partial<SteeringChoice>) => ({
      told: { ...calibratedAt(4), ...change },
    });
    await writeCalibration(folder, {
      model: "team-model",
      choices: {
        [CAPITALS]: choice({ operation: "target", strength: 1.5, positions: "from-last" }),
        "keywords:forbidden_words": choice({ operation: "add", strength: 0.7, positions: "all" }),
      },
    });
    engine.client.accessTo = async () => ({
      unencrypted: false,
      vectors: { folder, serverFolder: "/srv/vectors" },
    });
  });
  after(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    server = await OpenAiServer.start();
    server.chat(chatting(["A FOX."]));
  });
  afterEach(() => server.dispose());

  const newer = () =>
    server.describe(["messages", "steering"], {
      ApplySpec: ["prompt", "generation", "prompt_positions"],
    });
  const older = () => server.describe(["messages", "steer_vector_request"]);

  const both = {
    constraints: [
      on(CAPITALS, {}, 1.2),
      on("keywords:forbidden_words", { forbidden_words: ["fox"] }, 0.5),
    ],
    tell: false,
  };
  const write = (strengths: number[], change = {}) =>
    engine.client.request(
      request({ model: server.model(), selection: both, strengths, ...change }),
    );

  /** Close enough for numbers that were multiplied in another order. */
  const near = (actual: unknown, expected: number) =>
    assert.ok(Math.abs((actual as number) - expected) < 1e-9, `${actual} is not ${expected}`);

  it("gets their files, layers and scales", async () => {
    newer();
    const result = done(await write([1]));
    const { body } = server.first<{
      steering: { vectors: Record<string, unknown>[]; conflict: string };
    }>();
    const { vectors, conflict } = body.steering;
    assert.equal(conflict, "sequential", "one vector does not displace the other");
    assert.deepEqual(
      vectors.map(({ scale: _, layers: __, ...rest }) => rest),
      [
        {
          source: "/srv/vectors/change_case.english_capital.gguf",
          algorithm: "direct",
          apply: { prompt_positions: [-1], generation: "all" },
        },
        {
          source: "/srv/vectors/keywords.existence,keyword=fox.gguf",
          algorithm: "direct",
          apply: { prompt: "all", generation: "all" },
        },
      ],
    );
    // Dial times calibrated strength; what is excluded is subtracted.
    near(vectors[0]?.scale, 1.2 * 1.5);
    near(vectors[1]?.scale, -0.5 * 0.7);
    const layers = vectors.map(({ layers }) => layers as number[]);
    assert.deepEqual(layers[0], [4]);
    assert.equal(layers[1]?.length, 1);
    assert.ok(layers[1]?.[0] !== 4 && (layers[1]?.[0] ?? 0) > 0, "two act at layers of their own");

    const [capitals] = result.texts[0]?.steering ?? [];
    assert.equal(capitals?.layer, 4);
    // What the target moves an unsteered row by: from 0.5 to 0.5 + 1.8 * (5.5 - 0.5).
    near(capitals?.value, 1.8 * (5.5 - 0.5));
    assert.deepEqual(result.notes, []);
  });

  it("gets one request for each strength, the unsteered one without vectors", async () => {
    newer();
    const { texts } = done(await write([0, 0.5]));
    assert.equal(texts.length, 2);
    const scales = server.asked.map(({ body }) =>
      (body.steering as { vectors: { scale: number }[] } | undefined)?.vectors.map(
        ({ scale }) => scale,
      ),
    );
    const [steered] = scales.filter((scale) => scale !== undefined);
    assert.equal(scales.filter((scale) => scale === undefined).length, 1);
    near(steered?.[0], 0.5 * 1.2 * 1.5);
    near(steered?.[1], 0.5 * -0.5 * 0.7);
  });

  it("gets them in the older format where it knows that one", async () => {
    older();
    await write([1], { selection: { constraints: [on(CAPITALS)], tell: false } });
    const { body } = server.first();
    assert.deepEqual(body.steer_vector_request, {
      vector_configs: [
        {
          path: "/srv/vectors/change_case.english_capital.gguf",
          algorithm: "direct",
          scale: 1.5,
          target_layers: [4],
          prefill_trigger_positions: [-1],
          generate_trigger_tokens: [-1],
        },
      ],
      conflict_resolution: "sequential",
    });
    assert.equal("steering" in body, false);
  });

  it("gets control vectors by their paths there", async () => {
    older();
    await write([1], {
      selection: { constraints: [], tell: false },
      controlVectors: [{ file: "/srv/happy.gguf", scale: -2, firstLayer: 3, lastLayer: 5 }],
    });
    const { body } = server.first();
    const { vector_configs } = body.steer_vector_request as { vector_configs: object[] };
    assert.deepEqual(vector_configs, [
      {
        path: "/srv/happy.gguf",
        algorithm: "direct",
        scale: -2,
        target_layers: [3, 4, 5],
        prefill_trigger_tokens: [-1],
        generate_trigger_tokens: [-1],
      },
    ]);
  });

  it("is not asked to steer along what it has no vector for, and the result says so", async () => {
    newer();
    const { notes, texts } = done(
      await write([1], {
        selection: {
          constraints: [on(CAPITALS), on("length_constraints:concise")],
          tell: false,
        },
      }),
    );
    assert.equal(texts[0]?.steering.length, 1);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? "", /has no vectors for this, so it is only told and checked: \S/);
  });

  it("tells what calibration found on its model", async () => {
    const { result } = await engine.client.request({ kind: "calibration", model: server.model() });
    assert.equal(result?.calibrated, true);
    assert.equal(result?.folder, folder);
    assert.equal(result?.constraints.length, 2);
  });

  it("may refuse them, in its own words", async () => {
    newer();
    server.chat(json({ error: { message: "multi-vector requests were not declared" } }, 400));
    await assert.rejects(
      write([1]),
      /refused the request: multi-vector requests were not declared/,
    );
  });

  it("gets none where it does not say that it takes them", async () => {
    server.describe(["messages"]);
    const { notes } = done(await write([1]));
    assert.deepEqual(notes, [
      "This server's model is not steered; the constraints are told and checked.",
    ]);
    const { body } = server.first();
    assert.equal(body.steering ?? body.steer_vector_request, undefined);
    await assert.rejects(
      write([1], {
        controlVectors: [{ file: "/srv/a.gguf", scale: 1, firstLayer: 1, lastLayer: 2 }],
      }),
      /does not accept control vectors; only a server with EasySteer does/,
    );
  });
});
