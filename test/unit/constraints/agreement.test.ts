/**
 * The benchmark's reading against verdicts that Python gave: `fixtures/verdicts.jsonl` was recorded
 * from checkers on Python's re and json, NLTK 3.8 and langdetect 1.0.9, on texts made of the Universal
 * Declaration of Human Rights, and of what models put around prose.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { UnknownConstraintError } from "../../../src/constraints/definition/constraint.js";
import {
  followsLoose,
  followsStrict,
  instructions,
  resolveInstruction,
} from "../../../src/constraints/ifeval/evaluate.js";
import { fixture } from "./fixture.js";

interface Recorded {
  id: string;
  kwargs: Record<string, unknown>;
  response: string;
  strict: boolean;
  loose: boolean;
}

describe("IFEval's reading", () => {
  const recorded: Recorded[] = readFileSync(fixture("verdicts.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

  for (const id of Object.keys(instructions)) {
    it(`agrees with Python on ${id}`, () => {
      const ofId = recorded.filter((one) => one.id === id);
      assert.ok(ofId.length >= 20);
      for (const { kwargs, response, strict, loose } of ofId) {
        const check = resolveInstruction(id, kwargs);
        assert.equal(followsStrict(check, response), strict, `strict: ${response}`);
        assert.equal(followsLoose(check, response), loose, `loose: ${response}`);
      }
    });
  }

  it("has the benchmark's 25 instructions", () => {
    assert.equal(Object.keys(instructions).length, 25);
  });

  it("fails an empty response", () => {
    const check = resolveInstruction("punctuation:no_comma", {});
    assert.equal(followsStrict(check, " \n"), false);
    assert.equal(followsLoose(check, ""), false);
  });

  it("forgives a first line, a last line and asterisks when loose", () => {
    const check = resolveInstruction("startend:quotation", {});
    const response = 'Sure, here it is:\n**"The text."**';
    assert.equal(followsStrict(check, response), false);
    assert.equal(followsLoose(check, response), true);
  });

  it("takes null kwargs for absent ones", () => {
    const check = resolveInstruction("punctuation:no_comma", { num_words: null });
    assert.equal(followsStrict(check, "None"), true);
  });

  it("names an unknown id and the nearest known ones", () => {
    assert.throws(() => resolveInstruction("keyword:exist", {}), {
      name: UnknownConstraintError.name,
      message: /"keyword:exist".*keywords:existence/,
    });
  });

  it("names a kwarg that is missing or out of range", () => {
    assert.throws(() => resolveInstruction("length_constraints:number_words", { num_words: 3 }), {
      message: /^length_constraints:number_words: relation: /,
    });
    const kwargs = { num_paragraphs: 2, nth_paragraph: 3, first_word: "so" };
    assert.throws(() => resolveInstruction("length_constraints:nth_paragraph_first_word", kwargs), {
      message: /nth_paragraph: more than num_paragraphs/,
    });
  });
});
