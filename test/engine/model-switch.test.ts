import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startEngine, type TestEngine } from "../support/engine.js";
import { temporaryFolder, writeRandomModel } from "../support/random-model.js";

/** Loads after which node and the allocator have the memory that they keep. */
const WARM_UP = 10;
const SWITCHES = 50;
/** Garbage comes and goes with each load: the least of so many in a row is compared. */
const COMPARED = 10;
const ALLOWED = 0.05;

/** Resident memory of a process in KiB: VmRSS of proc(5). */
async function residentMemory(process: number): Promise<number> {
  const status = await readFile(`/proc/${process}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}

describe("switching models", () => {
  const folder = temporaryFolder();
  const models = [1, 2].map((seed) => join(folder.path, `${seed}.gguf`));
  let engine: TestEngine;

  before(async () => {
    models.forEach((path, i) => {
      // Large enough to be seen in memory, small enough for 60 loads.
      writeRandomModel(path, { seed: i + 1, name: `m${i}`, layers: 4 + i, embeddingSize: 256 });
    });
    engine = await startEngine();
  });
  after(async () => {
    await engine.dispose();
    folder.remove();
  });

  async function switchTo(i: number): Promise<void> {
    const model = models[i % models.length] as string;
    const { result } = await engine.client.request({ kind: "load", model });
    assert.equal(result?.path, model);
  }

  it("gives the memory of the former model back, 50 times in a row", async function () {
    if (process.platform !== "linux") this.skip();
    this.timeout(600_000);
    for (let i = 0; i < WARM_UP; i++) await switchTo(i);
    const { processId } = engine.client;
    assert.ok(processId);
    const memory: number[] = [];
    for (let i = 0; i < COMPARED + SWITCHES; i++) {
      await switchTo(i);
      memory.push(await residentMemory(processId));
    }
    const start = Math.min(...memory.slice(0, COMPARED));
    const end = Math.min(...memory.slice(-COMPARED));
    assert.equal(engine.client.processId, processId);
    assert.ok(end <= start * (1 + ALLOWED), `${start} KiB became ${end} KiB: ${memory}`);
  });
});
