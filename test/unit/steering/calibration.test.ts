import assert from "node:assert/strict";
import { candidateLayers, candidates, keepBest, score } from "../../../src/steering/calibration.js";
import { contrastPairs, inclusion, neededVectors } from "../../../src/steering/contrast.js";
import { isDegenerate, fourGramRepetition } from "../../../src/steering/quality.js";

describe("candidates", () => {
  it("keep to layers that a control-vector file can hold and every token passes", () => {
    for (const layers of [3, 6, 32, 80]) {
      for (const layer of candidateLayers(layers)) {
        assert.ok(layer >= 1 && layer <= layers - 2, `${layer} of ${layers}`);
      }
    }
  });

  it("exist for the shallowest model", () => {
    assert.deepEqual(candidateLayers(2), [1]);
  });

  it("only add when a word is to be excluded", () => {
    assert.ok(candidates(6, true).every(({ operation }) => operation === "add"));
  });
});

describe("scoring", () => {
  const [first, second] = candidates(6, false);
  assert.ok(first && second);
  const sound = { held: true, degenerate: false };
  const broken = { held: true, degenerate: true };

  it("does not count a constraint that holds in a broken text", () => {
    assert.equal(score({ choice: first, trials: [sound, broken] }), 0.5);
  });

  it("prefers the earlier candidate among equals", () => {
    const best = keepBest(
      [
        { choice: first, trials: [sound] },
        { choice: second, trials: [sound] },
      ],
      1,
    );
    assert.equal(best[0]?.choice, first);
  });
});

describe("degenerate texts", () => {
  const unsteered = { text: "A fox lives in the forest. It eats berries.", ended: true };

  it("are seen as such", () => {
    const loop = "of the fox of the fox of the fox of the fox of the fox";
    assert.ok(fourGramRepetition(loop) > 0.5);
    assert.ok(isDegenerate({ text: loop, ended: true }, unsteered));
    assert.ok(isDegenerate({ text: '"".""."', ended: true }, unsteered));
    assert.ok(isDegenerate({ text: `A ${"na".repeat(30)} fox.`, ended: true }, unsteered));
    assert.ok(isDegenerate({ text: "A fox lives", ended: false }, unsteered));
  });

  it("are not the ones that merely changed", () => {
    assert.ok(!isDegenerate({ text: "A FOX LIVES IN THE FOREST.", ended: true }, unsteered));
    assert.ok(!isDegenerate(unsteered, unsteered));
  });
});

describe("contrast pairs", () => {
  it("ask each base query with and without a phrasing, which take turns", () => {
    assert.deepEqual(contrastPairs(["q1", "q2", "q3"], ["A.", "B."]), [
      { query: "q1", withInstruction: "q1 A." },
      { query: "q2", withInstruction: "q2 B." },
      { query: "q3", withInstruction: "q3 A." },
    ]);
  });

  it("include and exclude a word by the same vector, with opposite signs", () => {
    const [include] = neededVectors({
      id: "keywords:existence",
      args: { keywords: ["harbour"] },
      dial: 1,
      guarantee: false,
    });
    const [exclude] = neededVectors({
      id: "keywords:forbidden_words",
      args: { forbidden_words: ["harbour"] },
      dial: 1,
      guarantee: false,
    });
    assert.deepEqual(include, inclusion("harbour", 1));
    assert.deepEqual(exclude, { ...include, sign: -1 });
    assert.ok(include?.phrasings.every((phrasing) => phrasing.includes("harbour")));
  });

  it("have one vector per word and per argument", () => {
    const words = neededVectors({
      id: "keywords:existence",
      args: { keywords: ["a", "b"] },
      dial: 1,
      guarantee: false,
    });
    assert.equal(new Set(words.map(({ name }) => name)).size, 2);
    const [french] = neededVectors({
      id: "language:response_language",
      args: { language: "fr" },
      dial: 1,
      guarantee: false,
    });
    const [german] = neededVectors({
      id: "language:response_language",
      args: { language: "de" },
      dial: 1,
      guarantee: false,
    });
    assert.notEqual(french?.name, german?.name);
  });
});
