import assert from "node:assert/strict";
import type { Attempt } from "../../../../src/engine/loading/attempts.js";
import {
  halveUntilItFits,
  type Loader,
  loadUntilItFits,
  OutOfMemory,
} from "../../../../src/engine/loading/until-it-fits.js";

const LAYERS = 32;

interface FakeModel {
  gpuLayers: number;
}

/** A machine with so many units of memory: a layer takes 1, 1024 tokens of context take 1. */
class Machine implements Loader<FakeModel, { contextSize: number }> {
  readonly loaded: FakeModel[] = [];
  readonly inMemory = new Set<FakeModel>();

  constructor(
    private readonly memory: { gpu: number; processor: number },
    private readonly fault?: Error,
  ) {}

  async loadModel({ gpuLayers }: Attempt): Promise<FakeModel> {
    assert.equal(this.inMemory.size, 0, "two models are in memory at once");
    const model = { gpuLayers: gpuLayers === "fit" ? LAYERS : gpuLayers };
    this.loaded.push(model);
    if (model.gpuLayers > this.memory.gpu) throw new OutOfMemory();
    if (LAYERS - model.gpuLayers > this.memory.processor) throw new OutOfMemory();
    this.inMemory.add(model);
    return model;
  }

  gpuLayersOf(model: FakeModel): number {
    return model.gpuLayers;
  }

  async createContext(model: FakeModel, contextSize: number): Promise<{ contextSize: number }> {
    if (this.fault) throw this.fault;
    const cells = contextSize / 1024;
    const free =
      model.gpuLayers > 0 ? this.memory.gpu - model.gpuLayers : this.memory.processor - LAYERS;
    if (cells > free) throw new OutOfMemory();
    return { contextSize };
  }

  async free(model: FakeModel): Promise<void> {
    assert.ok(this.inMemory.delete(model), "a model is freed twice");
  }
}

const wanted: Attempt = { gpuLayers: "fit", contextSize: 8192 };

describe("loading until it fits", () => {
  it("keeps what is wanted where it fits", async () => {
    const machine = new Machine({ gpu: 40, processor: 0 });
    const { model, context } = await loadUntilItFits(wanted, LAYERS, machine);
    assert.deepEqual([model.gpuLayers, context.contextSize], [32, 8192]);
    assert.equal(machine.loaded.length, 1);
  });

  it("leaves layers to the processor before it shortens the context", async () => {
    const machine = new Machine({ gpu: 24, processor: 40 });
    const { model, context } = await loadUntilItFits(wanted, LAYERS, machine);
    assert.deepEqual([model.gpuLayers, context.contextSize], [16, 8192]);
  });

  it("shortens the context without loading the model again", async () => {
    const machine = new Machine({ gpu: 10, processor: 24 });
    const { model, context } = await loadUntilItFits(wanted, LAYERS, machine);
    assert.deepEqual([model.gpuLayers, context.contextSize], [8, 2048]);
    assert.deepEqual(
      machine.loaded.map(({ gpuLayers }) => gpuLayers),
      [32, 16, 8],
    );
  });

  it("ends on the processor alone, with the whole context again", async () => {
    const machine = new Machine({ gpu: 4, processor: 40 });
    const { model, context } = await loadUntilItFits(wanted, LAYERS, machine);
    assert.deepEqual([model.gpuLayers, context.contextSize], [0, 8192]);
    assert.equal(machine.inMemory.size, 1);
  });

  it("says that memory is too small and leaves nothing in it", async () => {
    const machine = new Machine({ gpu: 4, processor: 32 });
    await assert.rejects(loadUntilItFits(wanted, LAYERS, machine), OutOfMemory);
    assert.equal(machine.inMemory.size, 0);
  });

  it("takes another failure for what it is, and frees the model", async () => {
    const machine = new Machine({ gpu: 40, processor: 0 }, new Error("broken"));
    await assert.rejects(loadUntilItFits(wanted, LAYERS, machine), /broken/);
    assert.equal(machine.inMemory.size, 0);
    assert.equal(machine.loaded.length, 1);
  });
});

describe("making as many at a time as fit", () => {
  /** Memory for so many; says which counts were tried. */
  function roomFor(room: number, fault?: Error) {
    const tried: number[] = [];
    const make = async (count: number) => {
      tried.push(count);
      if (fault) throw fault;
      if (count > room) throw new OutOfMemory();
      return `${count} at a time`;
    };
    return { tried, make };
  }

  it("halves until they fit", async () => {
    const { tried, make } = roomFor(3);
    assert.deepEqual(await halveUntilItFits(8, make), { made: "2 at a time", count: 2 });
    assert.deepEqual(tried, [8, 4, 2]);
  });

  it("tries nothing else where all fit", async () => {
    const { tried, make } = roomFor(8);
    assert.equal((await halveUntilItFits(8, make)).count, 8);
    assert.deepEqual(tried, [8]);
  });

  it("fails when not even one fits, and at once for another reason", async () => {
    const none = roomFor(0);
    await assert.rejects(halveUntilItFits(5, none.make), OutOfMemory);
    assert.deepEqual(none.tried, [5, 2, 1]);
    const fault = new Error("the model is broken");
    const broken = roomFor(8, fault);
    await assert.rejects(halveUntilItFits(8, broken.make), fault);
    assert.deepEqual(broken.tried, [8]);
  });
});
