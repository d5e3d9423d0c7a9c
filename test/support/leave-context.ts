/**
 * A process that leaves its steered contexts in one of several ways:
 *
 * - `collected`: the garbage collector finds them, one after another, before it ends;
 * - `decoding`: it ends in the middle of decoding with one;
 * - `alive`: it ends while a context that steered, its model and the library are there.
 *
 * Terminating a thread that has a context is not among them: node-llama-cpp 3.22.1 may then end the
 * process in its own code. Tiller runs models only on a process's first thread.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { LlamaModel } from "node-llama-cpp";
import { createSteeredContext } from "../../src/engine/hook/steered-context.js";
import { decodeGreedily, openRandomModel, tokensOf, unitVector } from "./steered-model.js";
import { until } from "./until.js";

/** For contexts with several threads, which are then their own. */
async function openedModel(): Promise<LlamaModel> {
  const { llama, model } = await openRandomModel();
  llama.maxThreads = 2;
  return model;
}

/** Starts writing with a context of its own; both may continue while other things happen. */
async function beginSteered(model: LlamaModel, tokens: number) {
  const steered = await createSteeredContext(model, { contextSize: 512 });
  const direction = unitVector(steered.embeddingSize, 1);
  await steered.setVariants([[{ layer: 2, direction, value: 4, gain: 1, oneSided: false }]]);
  const sequence = steered.context.getSequence();
  await steered.assign(sequence, 1);
  const decoding = decodeGreedily(sequence, tokensOf(model, "Hello"), tokens);
  return { steered, sequence, decoding };
}

async function decodeSteered(model: LlamaModel, tokens: number): Promise<void> {
  await (await beginSteered(model, tokens)).decoding;
}

/** Returns in the middle of decoding. */
async function decodeAway(model: LlamaModel): Promise<void> {
  const { sequence } = await beginSteered(model, 400);
  await until(() => sequence.nextTokenIndex > 0);
}

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

async function leave(how: string | undefined): Promise<void> {
  const model = await openedModel();
  switch (how) {
    case "collected": {
      setFlagsFromString("--expose-gc");
      const collectGarbage = runInNewContext("gc") as () => void;
      for (let i = 0; i < 3; i++) {
        await decodeSteered(model, 4);
        collectGarbage();
        await wait(20); // finalisers run between the two
        collectGarbage();
      }
      return;
    }
    case "decoding":
      return decodeAway(model);
    default:
      return decodeSteered(model, 4);
  }
}

await leave(process.argv[2]);
process.exit(7);
