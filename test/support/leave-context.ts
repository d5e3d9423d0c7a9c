/**
 * A process that never disposes its steered contexts. `collected`: the garbage collector finds them,
 * one after another, before it ends; `decoding`: it ends in the middle of decoding with one.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createSteeredContext } from "../../src/engine/steered-context.js";
import { decodeGreedily, openRandomModel, tokensOf, unitVector } from "./steered-model.js";

const { llama, model } = await openRandomModel();
// A context of several threads has threads of its own.
llama.maxThreads = 2;

async function decodeSteered(tokens: number): Promise<void> {
  const steered = await createSteeredContext(model, { contextSize: 512 });
  const direction = unitVector(steered.embeddingSize, 1);
  await steered.setVariants([[{ layer: 2, direction, value: 4, gain: 1, oneSided: false }]]);
  const sequence = steered.context.getSequence();
  await steered.assign(sequence, 1);
  await decodeGreedily(sequence, tokensOf(model, "Hello"), tokens);
}

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

if (process.argv[2] === "collected") {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  for (let i = 0; i < 3; i++) {
    await decodeSteered(4);
    collectGarbage();
    await wait(20); // finalisers run between the two
    collectGarbage();
  }
} else {
  void decodeSteered(400);
  await wait(100);
}
process.exit(7);
