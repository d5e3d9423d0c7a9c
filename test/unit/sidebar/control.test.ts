import assert from "node:assert/strict";
import { declarations, findDeclaration } from "../../../src/constraints/declarations.js";
import { parseSelection } from "../../../src/constraints/selection.js";
import { controlFor } from "../../../src/sidebar/control.js";

describe("controlFor", () => {
  it("is a bare switch for a constraint without arguments", () => {
    const { number, choice, text, initialArguments } = controlFor(
      findDeclaration("change_case:english_capital"),
    );
    assert.deepEqual(
      [number, choice, text, initialArguments],
      [undefined, undefined, undefined, {}],
    );
  });

  it("leaves a number away that the constraint can do without", () => {
    const { number, initialArguments } = controlFor(
      findDeclaration("detectable_format:number_bullet_lists"),
    );
    assert.deepEqual(number, { name: "num_bullets", min: 1, max: 100, optional: true });
    assert.deepEqual(initialArguments, {});
  });

  it("begins with a number where one is needed, and offers the relations", () => {
    const { number, choice, initialArguments } = controlFor(
      findDeclaration("length_constraints:number_sentences"),
    );
    assert.equal(number?.optional, false);
    assert.deepEqual(initialArguments, { num_sentences: 3 });
    assert.equal(choice?.name, "relation");
    assert.ok(choice.options.some(({ value }) => value === "at least"));
  });

  it("asks for the text that a constraint cannot do without", () => {
    assert.equal(controlFor(findDeclaration("startend:end_checker")).text, "end_phrase");
  });

  for (const declaration of declarations) {
    const { id, text, initialArguments } = controlFor(declaration);
    // Lists of words have a field of their own.
    if (id === "keywords:existence" || id === "keywords:forbidden_words") continue;
    it(`switches ${id} on with arguments that it takes`, () => {
      const sample = id.startsWith("language:") ? "fr" : "a";
      const args = { ...initialArguments, ...(text !== undefined && { [text]: sample }) };
      assert.equal(parseSelection({ constraints: [{ id, args }] }).constraints.length, 1);
    });
  }
});
