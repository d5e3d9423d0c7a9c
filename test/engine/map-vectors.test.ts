import assert from "node:assert/strict";
import { join } from "node:path";
import { RequestFailure } from "../../src/engine/api/failure.js";
import { LoadedModel } from "../../src/engine/loading/loaded-model.js";
import { extractVector } from "../../src/engine/measuring/activations.js";
import { captureShared, mapsFrom, sharedRequests } from "../../src/engine/measuring/linear-map.js";
import {
  type MapSource,
  mapSource,
  writeMappedSet,
} from "../../src/engine/measuring/map-vectors.js";
import {
  ownSetFolder,
  VectorStore,
  writeCalibration,
  writeVector,
} from "../../src/engine/vectors/vector-store.js";
import { extractionQueries } from "../../src/steering/base-queries.js";
import { neededVectors } from "../../src/steering/contrast.js";
import { dot, type SteeringVector } from "../../src/steering/vector.js";
import {
  type RandomModelOptions,
  temporaryFolder,
  writeRandomModel,
} from "../support/random-model.js";

const id = "change_case:english_capital";
const queries = extractionQueries.slice(0, 32);
const never = new AbortController().signal;
const quietly = () => {};
/** Small, because both models read all shared prompts. */
const small = { layers: 4, embeddingSize: 64, heads: 2, feedForwardSize: 64 } as const;

describe("vectors for another model through linear maps", () => {
  const folder = temporaryFolder();
  const cache = join(folder.path, "cache");
  const open: LoadedModel[] = [];
  let source: LoadedModel;
  let taken: MapSource;
  let vector: SteeringVector;

  async function load(
    name: string,
    options: Partial<RandomModelOptions> = {},
  ): Promise<LoadedModel> {
    const path = join(folder.path, `${name}.gguf`);
    writeRandomModel(path, { name, ...small, ...options });
    const loaded = await LoadedModel.load(path, quietly, never);
    open.push(loaded);
    return loaded;
  }
  const storeOf = ({ file }: LoadedModel) =>
    VectorStore.open(file, join(folder.path, "package"), cache);

  before(async () => {
    source = await load("source");
    const [needed] = neededVectors({ id, args: {}, dial: 1, guarantee: false });
    assert.ok(needed);
    vector = await extractVector(source, needed, queries, quietly, never);
    const own = ownSetFolder(source.file, cache);
    await writeVector(own, vector, source.file);
    const alone = { accuracyOff: 0, accuracyOn: 1, examples: 12 };
    await writeCalibration(own, {
      model: source.file.identity,
      choices: {
        [id]: {
          alone: { layer: 2, operation: "add", positions: "all", strength: 1.5, ...alone },
          told: undefined,
        },
      },
    });
    taken = await mapSource(source, await storeOf(source), queries, quietly, never);
  });
  after(async () => {
    for (const loaded of open) await loaded.dispose();
    folder.remove();
  });

  /** Maps from the source to the source, fitted on some queries. */
  async function mapsToItself(shared: readonly string[]) {
    const requests = sharedRequests(shared);
    const activations = await captureShared(source, requests, never);
    return mapsFrom(requests, activations, activations);
  }

  it("are the same where both models are", async () => {
    const { all } = await mapsToItself(queries);
    for (const [layer, { explained, stretch, sourceLayer }] of all.layers.entries()) {
      assert.equal(sourceLayer, layer);
      assert.ok(explained > 0.999, `${explained} at layer ${layer}`);
      assert.ok(Math.abs(stretch - 1) < 0.01, `${stretch} at layer ${layer}`);
    }
  });

  it("point where the twin's own do, although the map has not seen the instruction", async () => {
    // The same weights under another name.
    const twin = await load("twin");
    const directory = join(folder.path, "package", "vectors", "twin");
    await writeMappedSet(taken, twin, directory, quietly, never);
    const store = await storeOf(twin);
    const carried = await store.find(id);
    assert.ok(carried);
    for (const [layer, own] of vector.layers.entries()) {
      if (layer === 0) continue;
      const other = carried.layers[layer] ?? assert.fail();
      const cosine = dot(other.direction, own.direction);
      assert.ok(cosine > 0.9, `cosine ${cosine} at layer ${layer}`);
      assert.ok(Math.abs(other.norm / own.norm - 1) < 0.25, `${other.norm} for ${own.norm}`);
      assert.ok(Math.abs(other.target - other.baseline - other.norm) < 1e-4);
    }
    assert.equal(store.calibration.choices[id]?.alone?.layer, 2);
  });

  it("have the sizes of a model of another depth and width, and act at its layers", async () => {
    const target = await load("target", {
      layers: 7,
      embeddingSize: 32,
      heads: 1,
      keyValueHeads: 1,
      seed: 3,
    });
    const directory = join(folder.path, "package", "vectors", "target");
    const result = await writeMappedSet(taken, target, directory, quietly, never);
    assert.deepEqual(
      result.layers.map(({ sourceLayer }) => sourceLayer),
      [0, 1, 1, 2, 2, 3, 3],
    );
    const store = await storeOf(target);
    const carried = await store.find(id);
    assert.equal(carried?.layers.length, 7);
    for (const { direction, norm } of carried?.layers.slice(1) ?? []) {
      assert.equal(direction.length, 32);
      assert.ok(Number.isFinite(norm) && norm >= 0);
    }
    assert.equal(store.calibration.choices[id]?.alone?.layer, 4);
    assert.equal(store.calibration.choices[id]?.alone?.strength, 1.5);
  });

  it("are refused of a model that has none", async () => {
    const bare = await load("bare", { layers: 2 });
    await assert.rejects(
      mapSource(bare, await storeOf(bare), queries, quietly, never),
      (error) =>
        error instanceof RequestFailure && /no calibrated vectors for bare/.test(error.message),
    );
  });

  it("are refused for a model that cannot be steered", async () => {
    const plamo = await load("plamo2", { architecture: "plamo2", layers: 3 });
    await assert.rejects(
      writeMappedSet(taken, plamo, join(folder.path, "none"), quietly, never),
      /^RequestFailure: This model cannot be steered/,
    );
  });

  it("need queries enough to choose on", async () => {
    await assert.rejects(
      mapsToItself(queries.slice(0, 3)),
      (error) => error instanceof RequestFailure && /at least 8 shared queries/.test(error.message),
    );
  });
});
