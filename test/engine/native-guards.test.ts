import assert from "node:assert/strict";
import type { LlamaModel } from "node-llama-cpp";
import { createHookedContext } from "../../src/engine/hook/hooked-context.js";
import {
  type ContextParameters,
  loadNativeAddon,
  type NativeAddon,
  SteeringUnavailableError,
} from "../../src/engine/hook/native-addon.js";
import { checkSteering } from "../../src/engine/hook/self-check.js";
import {
  createSteeredContext,
  type RowOperation,
  type SteeredContext,
} from "../../src/engine/hook/steered-context.js";
import {
  decodeGreedily,
  type OpenModel,
  openRandomModel,
  tokensOf,
  unitVector,
} from "../support/steered-model.js";

interface Bindings {
  AddonContext: new (addonModel: object, parameters: ContextParameters) => AddonContext;
}

interface AddonContext {
  init(): Promise<boolean>;
  dispose(): Promise<void>;
  getContextSize(): number;
}

const parameters: ContextParameters = { contextSize: 256, batchSize: 64, sequences: 1 };
const isSentence = /^[A-Z].*\.$/s;

describe("the steering hook's guards", () => {
  let open: OpenModel;
  let addon: NativeAddon;
  let addonModel: object;
  let AddonContext: Bindings["AddonContext"];

  before(async () => {
    open = await openRandomModel();
    addon = await loadNativeAddon(open.model);
    const internals = open.model as unknown as { _model: object; _llama: { _bindings: Bindings } };
    addonModel = internals._model;
    ({ AddonContext } = internals._llama._bindings);
  });
  after(() => open.close());

  const attach = (object: object, asked: ContextParameters = parameters) =>
    new addon.ResidualStreamHook(object, AddonContext, asked);

  function assertRefused(attempt: () => unknown, reason: RegExp): void {
    assert.throws(attempt, (error: Error) => {
      assert.match(error.message, isSentence);
      assert.match(error.message, reason);
      return true;
    });
  }

  it("refuse objects that are no contexts", () => {
    const other = /not a context of node-llama-cpp/;
    for (const object of [{}, null, 42] as object[]) assertRefused(() => attach(object), other);
    assertRefused(() => attach(addonModel), other);
    assertRefused(() => attach(Object.create(AddonContext.prototype)), other);
  });

  it("refuse an object of another class that claims to be a context", () => {
    const prototype = Object.getPrototypeOf(addonModel);
    Object.setPrototypeOf(addonModel, AddonContext.prototype);
    try {
      assertRefused(() => attach(addonModel), /not a context of node-llama-cpp/);
    } finally {
      Object.setPrototypeOf(addonModel, prototype);
    }
  });

  for (const [asked, name] of [
    [{ ...parameters, contextSize: 257 }, "n_ctx"],
    [{ ...parameters, batchSize: 65 }, "n_batch"],
    [{ ...parameters, sequences: 2 }, "n_seq_max"],
  ] as const) {
    it(`refuse a context with another ${name}, and leave it as it was`, async () => {
      const context = new AddonContext(addonModel, parameters);
      assertRefused(() => attach(context, asked), new RegExp(`not laid out.*${name}`));
      attach(context);
      await context.dispose();
    });
  }

  it("refuse a second attachment", async () => {
    const context = new AddonContext(addonModel, parameters);
    attach(context);
    assertRefused(() => attach(context), /has an evaluation callback already/);
    await context.dispose();
  });

  it("refuse a context that is initialised or disposed", async () => {
    const context = new AddonContext(addonModel, parameters);
    await context.init();
    assertRefused(() => attach(context), /initialised already/);
    await context.dispose();
    assertRefused(() => attach(context), /initialised already/);
  });

  it("confirm only a context that was initialised and still is", async () => {
    const context = new AddonContext(addonModel, parameters);
    const hook = attach(context);
    assertRefused(() => hook.confirm(), /has not been initialised/);
    await context.init();
    hook.confirm();
    await context.dispose();
    assertRefused(() => hook.confirm(), /has not been initialised/);
  });

  it("leave a context that is refused working, unsteered and with the reason", async () => {
    class Refusing {
      constructor() {
        throw new Error("It is Monday.");
      }
    }
    const refusing = { ...addon, ResidualStreamHook: Refusing } as unknown as NativeAddon;
    const refused = await createHookedContext(open.model, { contextSize: 256 }, refusing);
    assert.ok(refused.hook === undefined && refused.reason === "It is Monday.");
    const tokens = tokensOf(open.model, "Hello");
    const written = await decodeGreedily(refused.context.getSequence(), tokens, 4);
    await refused.context.dispose();

    const steered = await createSteeredContext(open.model, { contextSize: 256 });
    assert.equal(steered.unavailable, undefined);
    assert.deepEqual(await decodeGreedily(steered.context.getSequence(), tokens, 4), written);
    await steered.dispose();
  });

  it("refuse another llama.cpp than the addon was built for", async () => {
    const model = { llama: { llamaCppRelease: { release: "v0.0.1" } } } as unknown as LlamaModel;
    await assert.rejects(loadNativeAddon(model), (error: Error) => {
      assert.ok(error instanceof SteeringUnavailableError);
      assert.match(error.message, isSentence);
      assert.match(error.message, /v0\.0\.1/);
      return true;
    });
  });

  it("attach to every context that is created at the same time", async () => {
    const contexts = await Promise.all(
      [1, 2, 3].map((sequences) =>
        createSteeredContext(open.model, { contextSize: 256, sequences }),
      ),
    );
    for (const steered of contexts) {
      assert.equal(await steered.selfCheck(), undefined);
      await steered.dispose();
    }
  });
});

describe("a steered context", () => {
  let open: OpenModel;
  let steered: SteeredContext;
  const operation: RowOperation = {
    layer: 0,
    direction: unitVector(128, 1),
    value: 1,
    gain: 0,
    oneSided: false,
  };

  before(async () => {
    open = await openRandomModel();
    steered = await createSteeredContext(open.model, { contextSize: 256, sequences: 2 });
  });
  after(() => open.close());

  for (const [what, wrong, reason] of [
    ["a layer beyond the last", { layer: 6 }, /no layer 6, only 0 to 5/],
    ["a negative layer", { layer: -1 }, /no layer -1/],
    ["half a layer", { layer: 0.5 }, /no layer 0.5/],
    ["a direction of another width", { direction: unitVector(64, 1) }, /64 numbers.*is 128/],
    ["a direction with a hole", { direction: new Float32Array(128).fill(NaN) }, /not finite/],
    ["an infinite value", { value: Number.POSITIVE_INFINITY }, /value.*not finite/],
    ["no gain at all", { gain: Number.NaN }, /gain.*not finite/],
    ["a negative cap", { cap: -1 }, /cap.*not at least 0/],
    ["a cap that is no number", { cap: Number.NaN }, /cap.*not at least 0/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(steered.setVariants([[{ ...operation, ...wrong }]]), (error: Error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, isSentence);
        assert.match(error.message, reason);
        return true;
      });
    });
  }

  it("refuses a direction in double precision", async () => {
    const direction = new Float64Array(128) as unknown as Float32Array;
    await assert.rejects(steered.setVariants([[{ ...operation, direction }]]), TypeError);
  });

  it("refuses a variant that was not set, and a layer that cannot be captured", async () => {
    const sequence = steered.context.getSequence();
    await steered.setVariants([[operation]]);
    await assert.rejects(steered.assign(sequence, 2), /no variant 2/);
    await assert.rejects(steered.assign(sequence, -1), /no variant -1/);
    await assert.rejects(
      steered.capture([6], "all", async () => {}),
      /no layer 6/,
    );
    await sequence.dispose();
  });

  it("does not pass a sequence's steering on to the next", async () => {
    const tokens = tokensOf(open.model, "Hello");
    const unsteered = steered.context.getSequence();
    const written = await decodeGreedily(unsteered, tokens, 8);
    await steered.setVariants([[{ ...operation, value: 20 }]]);
    await steered.assign(unsteered, 1);
    assert.notDeepEqual(await decodeGreedily(unsteered, tokens, 8), written);
    await unsteered.dispose();
    const next = steered.context.getSequence();
    assert.deepEqual(await decodeGreedily(next, tokens, 8), written);
    await next.dispose();
  });

  it("passes an error of an evaluation on, and captures again after it", async () => {
    const failure = new Error("interrupted");
    const failing = steered.capture([0], "all", () => Promise.reject(failure));
    const sequence = steered.context.getSequence();
    const tokens = tokensOf(open.model, "Hello");
    const rows = steered.capture([0], "all", () =>
      sequence.evaluateWithoutGeneratingNewTokens(tokens),
    );
    await assert.rejects(failing, failure);
    assert.equal((await rows).length, tokens.length);
    await sequence.dispose();
  });

  it("says so when it has been disposed", async () => {
    await steered.dispose();
    assert.equal(steered.unavailable, "This context has been disposed.");
    await assert.rejects(steered.setVariants([]), SteeringUnavailableError);
  });
});

describe("the self-check", () => {
  let open: OpenModel;
  const contexts: SteeredContext[] = [];
  before(async () => {
    open = await openRandomModel();
  });
  after(async () => {
    // node-llama-cpp never finishes closing after a context was left to the garbage collector.
    for (const context of contexts) await context.dispose();
    await open.close();
  });

  /** A context whose captures pass through `change`. */
  async function contextWith(
    change: (capture: SteeredContext["capture"]) => SteeredContext["capture"],
  ): Promise<SteeredContext> {
    const real = await createSteeredContext(open.model, { contextSize: 256 });
    contexts.push(real);
    return {
      context: real.context,
      layerCount: real.layerCount,
      embeddingSize: real.embeddingSize,
      unavailable: undefined,
      setVariants: (variants) => real.setVariants(variants),
      assign: (sequence, variant) => real.assign(sequence, variant),
      capture: change((...args) => real.capture(...args)),
      selfCheck: () => real.selfCheck(),
      deviceName: () => real.deviceName(),
      dispose: () => real.dispose(),
    };
  }

  it("finds a model that does not show its residual stream", async () => {
    const steered = await contextWith((capture) => async (...args) => {
      return (await capture(...args)).filter((row) => row.layer !== 3);
    });
    const reason = await checkSteering(steered);
    assert.match(reason ?? "", /cannot be steered.*after block 3\.$/);
  });

  it("finds a model that steering does not move", async () => {
    const steered = await contextWith((capture) => capture);
    steered.setVariants = async () => {};
    steered.assign = async () => {};
    const reason = await checkSteering(steered);
    assert.match(reason ?? "", /block 0 does not move as computed\.$/);
  });
});
