import assert from "node:assert/strict";
import { type Fitted, fittedNote } from "../../../../src/engine/loading/fitted-note.js";

const asWanted: Fitted = {
  name: "Llama",
  layers: 32,
  gpuLayers: { wanted: 32, is: 32 },
  contextSize: { wanted: 8192, is: 8192 },
};
const shorter = { wanted: 8192, is: 2048 };

describe("the note on how a model was loaded", () => {
  it("says nothing where everything is as it was wanted", () => {
    assert.equal(fittedNote(asWanted), undefined);
    // A context is rounded up, never down, to what the cache likes.
    assert.equal(fittedNote({ ...asWanted, contextSize: { wanted: 8000, is: 8192 } }), undefined);
  });

  it("says what was done, in one sentence", () => {
    const part = { ...asWanted, gpuLayers: { wanted: 32, is: 20 } };
    const none = { ...asWanted, gpuLayers: { wanted: 32, is: 0 } };
    const notes = [
      fittedNote(part),
      fittedNote({ ...part, contextSize: shorter }),
      fittedNote(none),
      fittedNote({ ...none, contextSize: shorter }),
      fittedNote({ ...asWanted, contextSize: shorter }),
    ];
    assert.deepEqual(notes, [
      "Llama has 20 of its 32 layers on the GPU, because there is no GPU memory for more.",
      "Llama has 20 of its 32 layers on the GPU and a context of 2048 tokens instead of 8192, because there is no memory for more.",
      "Llama does not fit into the GPU's memory: it runs on the processor alone.",
      "Llama does not fit into the GPU's memory: it runs on the processor alone, with a context of 2048 tokens instead of 8192.",
      "Llama has a context of 2048 tokens instead of 8192, because there is no memory for more.",
    ]);
  });
});
