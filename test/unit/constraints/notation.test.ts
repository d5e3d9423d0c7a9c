import assert from "node:assert/strict";
import fc from "fast-check";
import { declarations, findDeclaration } from "../../../src/constraints/declarations.js";
import { ConstraintError } from "../../../src/constraints/definition/constraint.js";
import { formatConstraint, parseConstraint } from "../../../src/constraints/notation.js";
import { parseArguments } from "../../../src/constraints/selection.js";
import { examples } from "./texts.js";

/** Whatever a person may want a text to contain, the marks of the notation most of all. */
const words = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 50 }),
    fc
      .array(fc.constantFrom("\\", ",", "@", "!", "=", "a", " ", ":", "#", "-", '"', "é", "1.2"))
      .map((characters) => characters.join("")),
  )
  .filter((text) => text.trim() !== "" && text.length <= 200);

/** The arguments of a text made for the constraint, every word in them replaced. */
function argumentsOf(id: string): fc.Arbitrary<Record<string, unknown>> {
  const example = examples[id] ?? assert.fail(id);
  return fc
    .tuple(example, fc.array(words, { minLength: 1, maxLength: 3 }))
    .map(([{ args }, some]) =>
      Object.fromEntries(
        Object.entries(args).flatMap(([name, value]) => {
          const replaced = Array.isArray(value)
            ? some
            : typeof value === "string"
              ? some[0]
              : value;
          const isFit = findDeclaration(id).args.safeParse({ ...args, [name]: replaced }).success;
          return [[name, isFit ? replaced : value]];
        }),
      ),
    );
}

describe("The notation of a constraint", () => {
  for (const { id, guarantee } of declarations) {
    it(`is read as it was written: ${id}`, () => {
      fc.assert(
        fc.property(
          argumentsOf(id),
          fc.double({ min: 0, max: 2, noNaN: true }).map((dial) => dial + 0),
          fc.boolean(),
          (args, dial, wanted) => {
            const constraint = {
              id,
              args: parseArguments(id, args),
              dial,
              guarantee: wanted && guarantee !== undefined,
            };
            assert.deepEqual(parseConstraint(formatConstraint(constraint)), constraint);
          },
        ),
        { numRuns: 100 },
      );
    });
  }

  it("leaves out what goes without saying", () => {
    const written = "length_constraints:number_sentences,num_sentences=3,relation=exactly@1";
    assert.equal(
      formatConstraint(parseConstraint(written)),
      "length_constraints:number_sentences,num_sentences=3",
    );
  });

  it("guarantees by an exclamation mark behind the id, and leaves those of words alone", () => {
    const guaranteed = parseConstraint("keywords:forbidden_words!,forbidden_words=wow!@0.5");
    assert.deepEqual(guaranteed, {
      id: "keywords:forbidden_words",
      args: { forbidden_words: ["wow!"] },
      dial: 0.5,
      guarantee: true,
    });
    assert.equal(parseConstraint("startend:end_checker,end_phrase=Bye!").guarantee, false);
  });

  it("says in a sentence that there is no guarantee", () => {
    assert.throws(
      () => parseConstraint("punctuation:no_comma!"),
      (error: Error) =>
        error instanceof ConstraintError && /"No commas".*cannot be guaranteed/.test(error.message),
    );
  });
});
