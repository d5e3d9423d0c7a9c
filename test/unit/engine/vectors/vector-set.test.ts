import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { strToU8, unzipSync, type Zippable, zipSync } from "fflate";
import { RequestFailure } from "../../../../src/engine/api/failure.js";
import { exportVectorSet, importVectorSet } from "../../../../src/engine/vectors/vector-set.js";
import {
  ownSetFolder,
  readCalibration,
  VectorStore,
  vectorFileName,
  writeCalibration,
  writeVector,
} from "../../../../src/engine/vectors/vector-store.js";
import { decodeGguf, encodeGguf } from "../../../../src/gguf/gguf.js";
import type { ModelFile } from "../../../../src/models/gguf-file.js";
import { modelIdentity } from "../../../../src/models/identity.js";
import type { CalibrationEntry } from "../../../../src/steering/calibration.js";
import { encodeVectorFile } from "../../../../src/steering/control-vector.js";
import type { SteeringVector } from "../../../../src/steering/vector.js";
import { calibratedAt } from "../../../support/calibrated-choice.js";

function modelFile(
  name: string,
  { architecture = "llama", layers = 3, width = 4 } = {},
): ModelFile {
  const identity = modelIdentity({ architecture, layers, width, vocabulary: "0a", name });
  const sizes = { layers, width, contextLength: 1024, bytes: 1_000_000 };
  return { path: `/models/${name}.gguf`, name, architecture, ...sizes, identity };
}

const instruct = modelFile("harbour-instruct");
const capitals = "change_case:english_capital";
const noComma = "punctuation:no_comma";
const word = "keywords:existence,keyword=harbour";

function vectorOf(name: string, { layers, width }: ModelFile, seed = 1): SteeringVector {
  const norm = Math.sqrt(width);
  return {
    name,
    pairs: 48,
    layers: Array.from({ length: layers }, (_, layer) => ({
      direction: new Float32Array(width).fill(1 / norm),
      norm: layer === 0 ? 0 : seed + layer,
      target: seed + 2 * layer,
      baseline: layer,
      agreement: 0.5,
    })),
  };
}

/** Chosen alone, and at another layer when the model is told as well. */
function choice(layer: number, told = 1): CalibrationEntry {
  return { alone: calibratedAt(layer), told: calibratedAt(told) };
}

describe("a vector set", () => {
  let folder: string;
  let archive: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-set-"));
    archive = join(folder, "shared.zip");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** One machine's cache with a set of a model. */
  async function machine(
    name: string,
    model: ModelFile,
    vectors: readonly SteeringVector[],
    choices: Record<string, CalibrationEntry>,
  ) {
    const cache = join(folder, name);
    const own = ownSetFolder(model, cache);
    for (const vector of vectors) await writeVector(own, vector, model);
    await writeCalibration(own, { model: model.identity, choices });
    return { cache, own };
  }
  const open = (model: ModelFile, cache: string) =>
    VectorStore.open(model, join(folder, "package"), cache);

  async function exported(model = instruct) {
    const vectors = [capitals, noComma, word].map((name) => vectorOf(name, model));
    const choices = {
      [capitals]: choice(1),
      [noComma]: choice(2),
      "keywords:existence": choice(2),
    };
    const { cache } = await machine("first", model, vectors, choices);
    return exportVectorSet(model, await open(model, cache), archive);
  }

  it("comes out of its archive as it went in, without the words a person asked for", async () => {
    const written = await exported();
    assert.deepEqual(written, { model: instruct.name, measuredOn: instruct.name, vectors: 2 });
    const second = join(folder, "second");
    const own = ownSetFolder(instruct, second);
    assert.deepEqual(await importVectorSet(archive, instruct, own, false), written);
    const store = await open(instruct, second);
    assert.deepEqual(store.calibration, (await open(instruct, join(folder, "first"))).calibration);
    for (const name of [capitals, noComma]) {
      const first = join(ownSetFolder(instruct, join(folder, "first")), vectorFileName(name));
      assert.deepEqual(
        await readFile(join(own, vectorFileName(name))),
        await readFile(first),
        "to the byte",
      );
    }
    assert.equal(await store.find(word), undefined);
  });

  it("is the same archive each time", async () => {
    await exported();
    const first = await readFile(archive);
    await exported();
    assert.deepEqual(await readFile(archive), first);
  });

  it("is added to what is there, and replaces what has the same name", async () => {
    await exported();
    const old = [vectorOf(capitals, instruct, 9), vectorOf(word, instruct, 9)];
    const choices = { [capitals]: choice(2), "startend:quotation": choice(1) };
    const { cache, own } = await machine("second", instruct, old, choices);
    await importVectorSet(archive, instruct, own, false);
    const store = await open(instruct, cache);
    assert.equal((await store.find(capitals))?.layers[1]?.target, 3);
    assert.equal((await store.find(word))?.layers[1]?.target, 11);
    assert.equal(store.calibration.choices[capitals]?.alone?.layer, 1);
    assert.equal(store.calibration.choices["startend:quotation"]?.alone?.layer, 1);
    assert.deepEqual(await readdir(join(cache, "vectors")), [own.split(/[\\/]/).at(-1)]);
  });

  it("goes before the set that came with the extension", async () => {
    await exported();
    const bundled = join(folder, "package", "vectors", "harbour");
    await writeVector(bundled, vectorOf(capitals, instruct, 9), instruct);
    await writeCalibration(bundled, {
      model: instruct.identity,
      choices: { [capitals]: choice(2) },
    });
    const second = join(folder, "second");
    await importVectorSet(archive, instruct, ownSetFolder(instruct, second), false);
    const store = await open(instruct, second);
    assert.equal((await store.find(capitals))?.layers[1]?.target, 3);
    assert.equal(store.calibration.choices[capitals]?.alone?.layer, 1);
  });

  it("is not written where nothing was calibrated", async () => {
    const { cache } = await machine("first", instruct, [vectorOf(word, instruct)], {});
    await assert.rejects(
      exportVectorSet(instruct, await open(instruct, cache), archive),
      /no calibrated vectors for harbour-instruct/,
    );
    await assert.rejects(readFile(archive), { code: "ENOENT" });
  });

  describe("of another model", () => {
    const base = modelFile("harbour");

    it("is refused with the model's name", async () => {
      await exported();
      await assert.rejects(
        importVectorSet(archive, base, join(folder, "set"), false),
        (error) =>
          error instanceof RequestFailure &&
          error.code === "other-model" &&
          /a set of harbour-instruct, not of harbour/.test(error.message),
      );
    });

    it("is taken as it is when that is asked for and the sizes are the same", async () => {
      await exported();
      const cache = join(folder, "second");
      const own = ownSetFolder(base, cache);
      const result = await importVectorSet(archive, base, own, true);
      assert.deepEqual(result, { model: base.name, measuredOn: instruct.name, vectors: 2 });
      const store = await open(base, cache);
      const first = await open(instruct, join(folder, "first"));
      assert.deepEqual(await store.find(capitals), await first.find(capitals));
      assert.deepEqual(store.calibration, { ...first.calibration, model: base.identity });
      const { metadata } = decodeGguf(await readFile(join(own, vectorFileName(capitals))));
      assert.equal(metadata.get("tiller.measured_on")?.value, instruct.identity);
    });

    for (const [what, sizes] of [
      ["architecture", { architecture: "gemma2" }],
      ["depth", { layers: 5 }],
      ["width", { width: 8 }],
    ] as const) {
      it(`is refused for another ${what}, whatever is asked for`, async () => {
        await exported();
        await assert.rejects(
          importVectorSet(archive, modelFile("other", sizes), join(folder, "set"), true),
          /is a set of harbour-instruct \(llama, 3 layers, 4 wide\), but other is/,
        );
      });
    }
  });

  describe("is refused, and nothing of it kept,", () => {
    const capitalsFile = vectorFileName(capitals);
    const good = encodeVectorFile(vectorOf(capitals, instruct), "llama", instruct.identity);
    const calibration = (change: object = {}) =>
      strToU8(
        JSON.stringify({ model: instruct.identity, choices: { [capitals]: choice(1) }, ...change }),
      );
    const set = (change: Zippable = {}) =>
      zipSync({ "calibration.json": calibration(), [capitalsFile]: good, ...change });
    /** A vector file with one of its values changed. */
    const changed = (change: Partial<SteeringVector["layers"][number]>) => {
      const vector = vectorOf(capitals, instruct);
      const layers = vector.layers.map((layer, i) => (i === 2 ? { ...layer, ...change } : layer));
      return encodeVectorFile({ ...vector, layers }, "llama", instruct.identity);
    };
    const withoutTargets = () => {
      const { metadata, tensors } = decodeGguf(good);
      const rest = [...metadata].filter(([key]) => key !== "tiller.targets");
      return encodeGguf({ metadata: new Map(rest), tensors });
    };

    const cases: [string, () => Uint8Array, RegExp][] = [
      ["when it is no archive", () => strToU8("Dear reader,"), /no complete zip archive/],
      ["when it is cut off", () => set().subarray(0, 400), /no complete zip archive/],
      ["when it is empty", () => zipSync({}), /no calibration\.json/],
      ["without a calibration", () => zipSync({ [capitalsFile]: good }), /no calibration\.json/],
      ["without vectors", () => zipSync({ "calibration.json": calibration() }), /holds no vectors/],
      ["with a path upwards", () => set({ "../evil.gguf": good }), /"\.\.\/evil\.gguf"/],
      ["with a path", () => set({ deeper: { "evil.gguf": good } }), /no file of a vector set/],
      ["with a Windows path", () => set({ "..\\evil.gguf": good }), /no file of a vector set/],
      ["with any other file", () => set({ "run.sh": strToU8("true") }), /"run\.sh", which is no/],
      [
        "with a calibration that is no JSON",
        () => set({ "calibration.json": strToU8("{") }),
        /calibration\.json cannot be read/,
      ],
      [
        "with a calibration of another shape",
        () =>
          set({
            "calibration.json": calibration({ choices: { [capitals]: { alone: { layer: -1 } } } }),
          }),
        /calibration\.json cannot be read/,
      ],
      [
        "with a layer the model lacks",
        () => set({ "calibration.json": calibration({ choices: { [capitals]: choice(3) } }) }),
        /of a layer the model lacks/,
      ],
      [
        "with a layer the model lacks when it is told",
        () => set({ "calibration.json": calibration({ choices: { [capitals]: choice(1, 3) } }) }),
        /of a layer the model lacks/,
      ],
      [
        "with a vector that is no GGUF file",
        () => set({ [capitalsFile]: strToU8("x") }),
        /damaged/,
      ],
      [
        "with a vector cut off",
        () => set({ [capitalsFile]: good.subarray(0, good.length - 40) }),
        /damaged: .*truncated/,
      ],
      [
        "with a direction that is no number",
        () => set({ [capitalsFile]: changed({ norm: Number.NaN }) }),
        /no number/,
      ],
      [
        "with a target that is no number",
        () => set({ [capitalsFile]: changed({ target: Number.POSITIVE_INFINITY }) }),
        /tiller\.targets hold a value that is no number/,
      ],
      [
        "with a vector of other programs",
        () => set({ [capitalsFile]: withoutTargets() }),
        /not written by Tiller/,
      ],
      [
        "with a vector of another model",
        () =>
          set({
            [capitalsFile]: encodeVectorFile(
              vectorOf(capitals, instruct),
              "llama",
              modelFile("lighthouse").identity,
            ),
          }),
        /is of lighthouse, the set of harbour-instruct/,
      ],
      [
        "with a vector of other sizes than its model's",
        () =>
          set({
            [capitalsFile]: encodeVectorFile(
              vectorOf(capitals, modelFile("wide", { width: 8 })),
              "llama",
              instruct.identity,
            ),
          }),
        /does not have the sizes/,
      ],
      [
        "with a vector under another's name",
        () => set({ [vectorFileName(noComma)]: good }),
        /holds the vector "change_case:english_capital"/,
      ],
      [
        "with a file that unpacks to far too much",
        () => set({ [capitalsFile]: new Uint8Array(8 * 1024 * 1024) }),
        /larger than such a file can be/,
      ],
      [
        "when it says that a file is smaller than it is",
        () => announcing(set({ [capitalsFile]: [good, { level: 9 }] }), capitalsFile, 64),
        /damaged: .*truncated/,
      ],
      [
        "with too many files",
        () => set(Object.fromEntries(Array.from({ length: 2100 }, (_, i) => [`${i}.gguf`, good]))),
        /too many files/,
      ],
      [
        "with two files of one name",
        () => renamed(set({ "xhange_case.english_capital.gguf": good }), "xhange", "change"),
        /"change_case\.english_capital\.gguf" twice/,
      ],
    ];
    for (const [what, bytes, reason] of cases) {
      it(what, async () => {
        const kept = { [noComma]: choice(1) };
        const { cache, own } = await machine(
          "second",
          instruct,
          [vectorOf(noComma, instruct)],
          kept,
        );
        const before = await readdir(own);
        await writeFile(archive, bytes());
        await assert.rejects(importVectorSet(archive, instruct, own, true), (error) => {
          assert.ok(error instanceof RequestFailure, String(error));
          assert.match(error.message, reason);
          assert.match(error.message, /^shared\.zip cannot be imported: [^\n]*\.$/);
          return true;
        });
        assert.deepEqual(await readdir(own), before);
        assert.deepEqual((await readCalibration(own))?.choices, kept);
        assert.equal((await readdir(join(cache, "vectors"))).length, 1);
      });
    }

    it("or taken, but never worse, when bytes of it are wrong", async () => {
      const bytes = set();
      const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
          const damaged = bytes.slice();
          for (const [at, value] of changes) damaged[at] = value;
          await writeFile(archive, damaged);
          try {
            await importVectorSet(archive, instruct, join(folder, "set"), false);
          } catch (error) {
            assert.ok(error instanceof RequestFailure, String(error));
          }
        }),
        { numRuns: 100 },
      );
    });

    it("when there is no such file", async () => {
      await assert.rejects(
        importVectorSet(archive, instruct, join(folder, "set"), false),
        /There is no file at .*shared\.zip\./,
      );
    });

    it("but a set of these very files is taken", async () => {
      await writeFile(archive, set());
      const own = join(folder, "set");
      await importVectorSet(archive, instruct, own, false);
      assert.deepEqual((await readdir(own)).sort(), ["calibration.json", capitalsFile].sort());
      assert.deepEqual(Object.keys(unzipSync(set())).length, 2);
    });
  });
});

/** The archive with another size written for a file in its directory. */
function announcing(archive: Uint8Array, name: string, size: number): Uint8Array {
  const bytes = Buffer.from(archive);
  const entry = bytes.lastIndexOf(name) - 46;
  assert.equal(bytes.readUInt32LE(entry), 0x02014b50);
  bytes.writeUInt32LE(size, entry + 24);
  return bytes;
}

/** The archive with every `from` in it, of the same length, written as `to`. */
function renamed(archive: Uint8Array, from: string, to: string): Uint8Array {
  return Buffer.from(Buffer.from(archive).toString("latin1").replaceAll(from, to), "latin1");
}
