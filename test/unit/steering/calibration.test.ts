import assert from "node:assert/strict";
import {
  calibrationFileSchema,
  candidateLayers,
  candidates,
  choiceIn,
  defaultChoice,
} from "../../../src/steering/calibration.js";
import { contrastPairs, neededVectors } from "../../../src/steering/contrast.js";
import { calibratedAt } from "../../support/calibrated-choice.js";

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

  it("begin with what a vector does where nothing was calibrated", () => {
    for (const layers of [2, 6, 32]) {
      assert.deepEqual(candidates(layers, false)[0], defaultChoice(layers, "target"));
      assert.deepEqual(candidates(layers, true)[0], defaultChoice(layers, "add"));
    }
  });

  it("include every operation and every position", () => {
    const all = candidates(6, false);
    for (const operation of ["add", "target", "raise"] as const) {
      assert.ok(all.some((choice) => choice.operation === operation));
    }
    for (const positions of ["from-last", "last-only", "all"] as const) {
      assert.ok(all.some((choice) => choice.positions === positions));
    }
  });

  it("only add when a word is to be excluded", () => {
    assert.ok(candidates(6, true).every(({ operation }) => operation === "add"));
  });
});

describe("calibration files", () => {
  const choice = calibratedAt(3);
  const parse = (entry: unknown) =>
    calibrationFileSchema.parse({ model: "m", choices: { a: entry } }).choices.a;

  it("hold one choice per mode", () => {
    const told = { ...choice, strength: 0, qualityOff: 0.5, qualityOn: 0.5 };
    const entry = parse({ alone: choice, told });
    assert.deepEqual(choiceIn(entry, "alone"), choice);
    assert.deepEqual(choiceIn(entry, "told"), told);
  });

  it("of earlier versions hold the choice without telling", () => {
    const entry = parse(choice);
    assert.deepEqual(entry, { alone: choice });
    assert.deepEqual(choiceIn(entry, "told"), choice);
  });

  it("have no choice where only telling was calibrated", () => {
    assert.equal(choiceIn(parse({ told: choice }), "alone"), undefined);
    assert.equal(choiceIn(undefined, "told"), undefined);
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
    assert.equal(include?.name, "keywords:existence,keyword=harbour");
    assert.equal(include.sign, 1);
    assert.deepEqual(exclude, { ...include, sign: -1 });
    assert.ok(include.phrasings.every((phrasing) => phrasing.includes("harbour")));
  });

  it("exclude a word by a vector of its own where that is asked for", () => {
    const exclude = {
      id: "keywords:forbidden_words",
      args: { forbidden_words: ["harbour"] },
      dial: 1,
      guarantee: false,
    };
    const [own] = neededVectors(exclude, { exclusionVectors: true });
    assert.equal(own?.name, "keywords:forbidden_words,forbidden_word=harbour");
    assert.equal(own.sign, 1);
    assert.ok(own.phrasings.includes("Do not use the word harbour."));
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
