import assert from "node:assert/strict";
import * as z from "zod";
import { DEFAULT_SAMPLING, SAMPLING_BOUNDS } from "../../../src/engine/api/sampling.js";
import { settings } from "../editor-stand-in.js";
import { manifest, manifestTexts } from "../manifest/manifest.js";
import { document, SettingError } from "./in-the-editor.js";

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
    assert.deepEqual(read({ topP: 0.9, "dry.base": 2, "dry.sequenceBreakers": [], seed: 7 }), {
      topP: 0.9,
      dry: { base: 2, sequenceBreakers: [] },
      maxTokens: 300,
      seed: 7,
    });
    assert.deepEqual(read({ seed: 3 }), { dry: {}, maxTokens: 300, seed: 3 });
  });

  it("leave the seed to chance where none is set", () => {
    const seeds = [1, 2, 3, 4].map(() => read({}).seed);
    assert.ok(new Set(seeds).size > 1, String(seeds));
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
      assert.throws(
        () => read({ [key]: value }),
        (error) => {
          assert.ok(error instanceof SettingError);
          assert.equal(error.key, `tiller.${key}`);
          assert.match(error.message, /cannot be used: [A-Z].*[^.]\.$/);
          return true;
        },
        key,
      );
    }
  });

  function read(set: Record<string, unknown>) {
    settings.clear();
    for (const [key, value] of Object.entries(set)) settings.global.set(`tiller.${key}`, value);
    // What is there but undefined is not set.
    return JSON.parse(JSON.stringify(document.samplingSettings(undefined)));
  }
});
