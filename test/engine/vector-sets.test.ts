import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { EngineError } from "../../src/engine/api/client.js";
import { exportVectorSet } from "../../src/engine/vectors/vector-set.js";
import {
  ownSetFolder,
  VectorStore,
  writeCalibration,
  writeVector,
} from "../../src/engine/vectors/vector-store.js";
import { readModelFile } from "../../src/models/gguf-file.js";
import { calibratedAt } from "../support/calibrated-choice.js";
import { done, packageRoot, request, selection, startEngine } from "../support/engine.js";
import { type RandomModelOptions, tinyModel, writeRandomModel } from "../support/random-model.js";
import { unitVector } from "../support/steered-model.js";

const id = "change_case:english_capital";

describe("tiller vectors", () => {
  let folder: string;
  let archive: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-sets-"));
    archive = join(folder, "shared.zip");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs the built program with the cache of one machine. */
  async function tiller(machine: string, ...args: string[]) {
    const child = spawn(process.execPath, [join(packageRoot, "dist", "cli.mjs"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, XDG_CACHE_HOME: join(folder, machine) },
    });
    const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr, code: await exit };
  }

  const setOf = async (machine: string, model: string) =>
    ownSetFolder(await readModelFile(model), join(folder, machine, "tiller"));

  function modelFile(name: string, options: Partial<RandomModelOptions> = {}): string {
    const path = join(folder, `${name}.gguf`);
    writeRandomModel(path, { name, ...options });
    return path;
  }

  /** A model, and on the machine "mine" a calibrated vector of it. */
  async function calibratedModel(): Promise<string> {
    const path = modelFile("harbour-instruct");
    const model = await readModelFile(path);
    const own = await setOf("mine", path);
    const layers = Array.from({ length: tinyModel.layers }, (_, layer) => ({
      direction: unitVector(tinyModel.embeddingSize, layer),
      norm: layer === 0 ? 0 : 3,
      target: 4,
      baseline: 1,
      agreement: 0.5,
    }));
    await writeVector(own, { name: id, pairs: 48, layers }, model);
    await writeCalibration(own, {
      model: model.identity,
      choices: { [id]: { alone: calibratedAt(3) } },
    });
    return path;
  }

  it("travel from one machine to another, also to another quantisation", async () => {
    const model = await calibratedModel();
    const exported = await tiller("mine", "vectors", "export", model, "--to", archive);
    assert.equal(exported.code, 0, exported.stderr);
    assert.match(exported.stdout, /^1 vectors for harbour-instruct were saved to /);

    const quantised = join(folder, "harbour-instruct-Q8_0.gguf");
    writeRandomModel(quantised, { name: "harbour-instruct", type: "Q8_0" });
    const imported = await tiller("yours", "vectors", "import", archive, quantised);
    assert.equal(imported.code, 0, imported.stderr);
    assert.equal(imported.stdout, "1 vectors were imported for harbour-instruct Q8_0.\n");
    const [mine, yours] = [await setOf("mine", model), await setOf("yours", quantised)];
    const file = "change_case.english_capital.gguf";
    assert.deepEqual(await readFile(join(yours, file)), await readFile(join(mine, file)));
  });

  it("of another model are refused, and taken when that is asked for: even one in memory", async () => {
    const engine = await startEngine();
    try {
      const { client } = engine;
      const mine = await calibratedModel();
      const store = await VectorStore.open(
        await readModelFile(mine),
        packageRoot,
        join(folder, "mine", "tiller"),
      );
      await exportVectorSet(await readModelFile(mine), store, archive);

      const model = modelFile("harbour", { chatTemplate: false });
      await client.request({ kind: "load", model });
      const take = (crossModel: boolean) =>
        client.request({ kind: "import-vectors", model, file: archive, crossModel });
      await assert.rejects(
        take(false),
        (error) =>
          error instanceof EngineError &&
          error.code === "other-model" &&
          /shared\.zip is a set of harbour-instruct, not of harbour/.test(error.message),
      );
      assert.deepEqual(await take(true), {
        status: "done",
        result: { model: "harbour", measuredOn: "harbour-instruct", vectors: 1 },
      });

      const sampling = { temperature: 0, seed: 0, maxTokens: 2 };
      const steered = await client.request(request({ model, sampling, selection: selection(id) }));
      assert.deepEqual(done(steered).texts[0]?.steering, [
        {
          id,
          label: "All capitals",
          layer: 3,
          operation: "target",
          positions: "from-last",
          value: 4,
        },
      ]);
    } finally {
      await engine.dispose();
    }
  });

  describe("say in one sentence what is wrong with", () => {
    const cases: [string, (model: string) => Promise<string[]> | string[], RegExp][] = [
      ["an export to nowhere", (model) => ["export", model], /--to FILE\.zip is missing/],
      ["an export of nothing", () => ["export"], /The model is missing/],
      [
        "a model without vectors",
        (model) => ["export", model, "--to", archive],
        /no calibrated vectors for harbour to export/,
      ],
      ["an import without a model", () => ["import", archive], /The model is missing/],
      ["a missing archive", (model) => ["import", archive, model], /There is no file at/],
      [
        "a file that is no archive",
        async (model) => {
          await writeFile(archive, "Dear reader,");
          return ["import", archive, model];
        },
        /cannot be imported: it is no complete zip archive/,
      ],
      [
        "one argument too many",
        (model) => ["import", archive, model, "now"],
        /"now" is one argument too many/,
      ],
      ["an unknown option", (model) => ["import", archive, model, "--force"], /--force/],
    ];
    for (const [what, args, sentence] of cases) {
      it(what, async () => {
        const { stdout, stderr, code } = await tiller(
          "mine",
          "vectors",
          ...(await args(modelFile("harbour"))),
        );
        assert.equal(code, 2, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, sentence);
        assert.equal(stderr.trim().split("\n").length, 1, stderr);
      });
    }
  });
});
