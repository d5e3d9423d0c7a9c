/**
 * Memory: `npm run bench:memory [-- --model FILE] [--json]`, by default on 256 million random
 * weights. Compares the engine's process after writing a text with the peak of llama.cpp's
 * llama-bench on the same model, both on the processor and without a graphics driver; and measures
 * the vectors of 50 constraints for a model of four billion parameters.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { VectorStore, type writeVector } from "../src/engine/vectors/vector-store.js";
import type { SteeringVector } from "../src/steering/vector.js";
import { request, startEngine } from "../test/support/engine.js";
import { hasPeers, llamaBenchMemory, memoryOf } from "./llama-programs.js";
import { thisMachine } from "./machine.js";
import { withRandomModel } from "./models.js";
import { benchOptions } from "./options.js";
import { atMost, rounded, show } from "./report.js";

const VECTORS = 50;
/** A model of four billion parameters. */
const WIDTH = 2560;
const LAYERS = 36;
const MB = 1e6;

const { model: file, json } = benchOptions(1);
if (!hasPeers) throw new Error("llama.cpp's programs are built on Linux x64 only.");
if (file === undefined) await withRandomModel(measure);
else await measure(file);

async function measure(model: string): Promise<void> {
  const engine = await engineMemory(model);
  const peer = await llamaBenchMemory(model, availableParallelism());
  const vectors = await vectorMemory();
  show(
    {
      name: "memory",
      about: `Resident memory of each process, model included, on the processor only, and ${VECTORS} vectors of ${LAYERS} layers of ${WIDTH}, each looked up once.`,
      machine: thisMachine(engine.device),
      tables: [
        {
          title: "Memory",
          columns: ["", "MB"],
          rows: [
            ["engine, after writing a text", rounded(engine.bytes / MB)],
            ["engine, peak", rounded(engine.peak / MB)],
            ["llama-bench, peak", rounded(peer / MB)],
            [`vectors of ${VECTORS} constraints`, rounded(vectors / MB)],
          ],
        },
      ],
      bounds: [
        atMost("MB that the engine takes beyond llama-bench", 100, (engine.bytes - peer) / MB),
        atMost(`MB of ${VECTORS} vectors`, 10, vectors / MB),
      ],
    },
    json,
  );
}

async function engineMemory(model: string) {
  const engine = await startEngine();
  try {
    engine.client.loading = () => ({ contextSize: 512, gpuLayers: 0 });
    await engine.client.request(request({ model, prompt: { mode: "raw", text: "The fox" } }));
    const { resident, peak } = memoryOf(engine.client.processId ?? 0);
    return {
      bytes: resident,
      peak,
      device: engine.client.model?.device ?? "CPU",
    };
  } finally {
    await engine.dispose();
  }
}

/** Bytes taken by 50 vectors once each has been looked up. */
async function vectorMemory(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "tiller-bench-"));
  try {
    const model = { identity: "bench", architecture: "llama" } as Parameters<typeof writeVector>[2];
    const store = await VectorStore.open(model, folder, folder);
    for (let i = 0; i < VECTORS; i++) await store.remember(vectorNamed(`word-${i}`));
    await collected();
    const before = process.memoryUsage().arrayBuffers;
    const again = await VectorStore.open(model, folder, folder);
    for (let i = 0; i < VECTORS; i++) await again.find(`word-${i}`);
    await collected();
    return process.memoryUsage().arrayBuffers - before;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Buffers are freed some events after their arrays are found to be garbage. */
async function collected(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function vectorNamed(name: string): SteeringVector {
  const layers = Array.from({ length: LAYERS }, () => ({
    direction: new Float32Array(WIDTH).fill(1 / Math.sqrt(WIDTH)),
    norm: 1,
    target: 1,
    baseline: 0,
    agreement: 1,
  }));
  return { name, pairs: 20, layers };
}
