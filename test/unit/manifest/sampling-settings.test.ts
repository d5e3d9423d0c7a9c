import assert from "node:assert/strict";
import * as z from "zod";
import { DEFAULT_SAMPLING, SAMPLING_BOUNDS } from "../../../src/engine/api/sampling.js";
import { readSampling } from "../../../src/settings/sampling-settings.js";
import { manifest, manifestTexts } from "./manifest.js";

const propertySchema = z.object({
  default: z.unknown(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  order: z.number(),
});
const property = (name: string) =>
  propertySchema.parse(manifest.contributes.configuration.properties[`tiller.${name}`]);

/** By their paths; the list of texts aside. */
const defaults = (() => {
  const { dry, ...values } = DEFAULT_SAMPLING;
  const { sequenceBreakers: _, ...numbers } = dry;
  const inDry = Object.entries(numbers).map(([name, value]) => [`dry.${name}`, value] as const);
  return [...Object.entries(values), ...inDry];
})();

describe("the settings of sampling", () => {
  it("have the bounds that requests have", () => {
    for (const [name, { min, max }] of Object.entries(SAMPLING_BOUNDS)) {
      if (name === "maxTokens") continue;
      const { minimum, maximum } = property(name);
      assert.deepEqual({ minimum, maximum }, { minimum: min, maximum: max }, name);
    }
  });

  it("are empty at first, and say what that means, in every language", () => {
    assert.equal(defaults.length, 10);
    for (const [name, value] of defaults) {
      assert.equal(property(name).default, null, name);
      for (const texts of [manifestTexts(), manifestTexts("de")]) {
        assert.match(texts[`setting.${name}`] ?? "", new RegExp(`\`${value}\`\\.$`), name);
      }
    }
    assert.equal(property("dry.sequenceBreakers").default, null);
  });

  it("stand in the order in which they act", () => {
    const names = [...defaults.map(([name]) => name), "dry.sequenceBreakers"].slice(1);
    const orders = names.map((name) => property(name).order);
    assert.deepEqual(
      orders,
      [...orders].sort((a, b) => a - b),
    );
  });

  it("give a request what is set, and nothing else", () => {
    assert.deepEqual(read({ topP: 0.9, "dry.base": 2, "dry.sequenceBreakers": [] }), {
      sampling: {
        topP: 0.9,
        dry: { base: 2, sequenceBreakers: [] },
        maxTokens: 300,
        seed: 7,
      },
    });
    assert.deepEqual(read({ seed: 3 }), { sampling: { dry: {}, maxTokens: 300, seed: 3 } });
  });

  it("are named when they cannot be used", () => {
    for (const [key, value] of [
      ["topP", 3],
      ["topK", 1.5],
      ["temperature", "hot"],
      ["dry.multiplier", "x"],
      ["dry.sequenceBreakers", [""]],
      ["dry.sequenceBreakers", "x"],
    ] as const) {
      const result = read({ [key]: value });
      assert.ok("unusable" in result, key);
      assert.equal(result.unusable.key, key);
      assert.match(result.unusable.reason, /^[A-Z].*[^.]$/);
    }
  });

  function read(set: Record<string, unknown>) {
    const all: Record<string, unknown> = { maxTokens: 300, ...set };
    const result = readSampling({ get: (key) => all[key] ?? null }, 7);
    // What is there but undefined is not set.
    return JSON.parse(JSON.stringify(result)) as typeof result;
  }
});
