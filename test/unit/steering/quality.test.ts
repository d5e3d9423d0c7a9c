import assert from "node:assert/strict";
import {
  fourGramRepetition,
  isDegenerate,
  meanLikelihood,
  qualityBounds,
  type WrittenText,
} from "../../../src/steering/quality.js";

const written = (text: string, negativeLogLikelihood = 0.5, ended = true): WrittenText => ({
  text,
  ended,
  negativeLogLikelihood,
});
const unsteered = written("A fox lives in the forest. It eats berries.", 0.5);
const told = written("A FOX LIVES IN THE FOREST.", 1);
const reference = { unsteered, told };
const bounds = qualityBounds([reference, { unsteered: written("A hen.", 0.8), told: unsteered }]);

describe("the repetition of 4-grams", () => {
  it("is the share of 4-grams that occurred before", () => {
    // Six 4-grams, of which the last two occurred before.
    assert.equal(fourGramRepetition("a b c d a b c d a"), 2 / 6);
    assert.equal(fourGramRepetition("one two three"), 0);
  });
});

describe("quality bounds", () => {
  it("lie at half the least and at half again the greatest perplexity", () => {
    assert.equal(bounds.lowest, 0.25);
    assert.ok(Math.abs(Math.exp(bounds.highest) - 1.5 * Math.exp(1)) < 1e-12);
  });

  it("take the told texts as reference above alone", () => {
    const [low, high] = [written("x", 0.01), written("x", 3)];
    assert.equal(qualityBounds([{ unsteered, told: low }]).lowest, 0.25);
    assert.ok(qualityBounds([{ unsteered, told: high }]).highest > 3);
  });

  it("leave out empty texts", () => {
    const empty = written("", Number.NaN);
    assert.deepEqual(qualityBounds([reference, { unsteered: empty, told: empty }]), {
      ...bounds,
      lowest: 0.25,
    });
    assert.equal(meanLikelihood([unsteered, empty, told]), 0.75);
    assert.equal(meanLikelihood([empty]), undefined);
  });
});

describe("degenerate texts", () => {
  const broken = (text: WrittenText) => isDegenerate(text, reference, bounds);

  it("are seen as such", () => {
    const loop = "of the fox of the fox of the fox of the fox of the fox";
    assert.ok(broken(written(loop)));
    assert.ok(broken(written('"".""."')));
    assert.ok(broken(written("", Number.NaN)));
    assert.ok(broken(written(`A ${"na".repeat(30)} fox.`)));
    assert.ok(broken(written("A fox lives", 0.5, false)));
  });

  it("are far less or far more likely than the references", () => {
    assert.ok(broken(written("Fox under bread is seven.", 1.5)));
    assert.ok(broken(written("Fox fox fox.", 0.2)));
  });

  it("are not the ones that merely changed", () => {
    assert.ok(!broken(written("A FOX LIVES IN THE FOREST.", 1.2)));
    assert.ok(!broken(unsteered));
  });

  it("may go on where the told model goes on", () => {
    const long = { unsteered, told: { ...told, ended: false } };
    assert.ok(!isDegenerate(written("A fox lives", 0.5, false), long, bounds));
  });
});
