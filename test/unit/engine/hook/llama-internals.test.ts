import assert from "node:assert/strict";
import {
  type LlamaContext,
  type LlamaContextSequence,
  LlamaGrammarEvaluationState,
  type LlamaModel,
} from "node-llama-cpp";
import {
  addonContextOf,
  addonModelOf,
  addonStateOf,
  bindingsWith,
  copyCells,
  logitsReader,
  MissingInternalError,
  sequenceIdOf,
} from "../../../../src/engine/hook/llama-internals.js";
import { type OpenModel, openRandomModel } from "../../../support/steered-model.js";

describe("the internals of node-llama-cpp", () => {
  describe("in the package that is installed", () => {
    let open: OpenModel;
    let context: LlamaContext;
    let sequences: LlamaContextSequence[];
    before(async () => {
      open = await openRandomModel();
      context = await open.model.createContext({ contextSize: 256, sequences: 2 });
      sequences = [context.getSequence(), context.getSequence()];
    });
    after(() => open.close());

    it("the model's and the context's counterparts in the addon", () => {
      const { AddonContext } = bindingsWith(open.model, "AddonContext");
      assert.ok(addonContextOf(context) instanceof AddonContext);
      assert.ok(!(addonModelOf(open.model) instanceof AddonContext));
    });

    it("sequences by their ids", () => {
      assert.deepEqual(sequences.map(sequenceIdOf), [0, 1]);
    });

    it("sequences that take over each other's cells, and give their logits", async () => {
      const [first, second] = sequences as [LlamaContextSequence, LlamaContextSequence];
      // Nothing is evaluated here, so there is none.
      assert.equal(await copyCells(first, second, 0), false);
      assert.equal(typeof logitsReader(first), "function");
    });

    it("an engine for chat templates", () => {
      const { AddonJinjaRenderer } = bindingsWith(open.model, "AddonJinjaRenderer");
      const renderer = new AddonJinjaRenderer("{{ messages[0].content | upper }}");
      assert.equal(renderer.render({ messages: [{ content: "a fox" }] }), "A FOX");
    });

    it("a grammar that says of each token whether it may follow", async () => {
      const { model } = open;
      const grammar = await model.llama.createGrammar({ grammar: 'root ::= "fox"' });
      const state = addonStateOf(new LlamaGrammarEvaluationState({ model, grammar }));
      const { AddonSampler } = bindingsWith(model, "AddonSampler");
      const letters = model.tokenize("fox");
      for (const letter of letters) {
        const follow = letters.filter((other) =>
          AddonSampler.canBeNextTokenForGrammarEvaluationState(state, other),
        );
        assert.deepEqual(follow, [letter]);
        AddonSampler.acceptGrammarEvaluationStateToken(state, letter);
      }
    });
  });

  describe("where they are missing", () => {
    class LlamaContextOfTomorrow {
      readonly _ctx = null;
    }
    const tomorrow = new LlamaContextOfTomorrow();

    for (const [name, use] of [
      ["_ctx", () => addonContextOf(tomorrow as unknown as LlamaContext)],
      ["_sequenceId", () => sequenceIdOf(tomorrow as unknown as LlamaContextSequence)],
      ["_tokenMeter", () => logitsReader(tomorrow as unknown as LlamaContextSequence)],
      ["_llama", () => bindingsWith(tomorrow as unknown as LlamaModel, "AddonContext")],
    ] as const) {
      it(`one sentence says so of ${name}`, () => {
        assert.throws(use, (error) => {
          assert.ok(error instanceof MissingInternalError);
          assert.match(error.message, /^[^.]*\bLlamaContextOfTomorrow has no \S+; [^.]*\.$/);
          assert.ok(error.message.includes(`has no ${name};`));
          return true;
        });
      });
    }
  });
});
