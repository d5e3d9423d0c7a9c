/** Constraints as they are written down, on the command line and everywhere else. */
import assert from "node:assert/strict";
import { ConstraintError } from "../../../src/constraints/definition/constraint.js";
import { formatConstraint, parseConstraint } from "../../../src/constraints/notation.js";
import { vectorFileName } from "../../../src/engine/vectors/vector-store.js";
import { type FuzzTarget, parsed, textOf, utf8 } from "../target.js";

export const target: FuzzTarget = {
  seeds: [
    "punctuation:no_comma",
    "detectable_format:number_bullet_lists!,num_bullets=3@1.2",
    "keywords:existence,keywords=harbour,keywords=a\\, b\\@c\\\\",
    "keywords:frequency,keyword=sea,frequency=2,relation=at least",
    "length_constraints:nth_paragraph_first_word,num_paragraphs=3,nth_paragraph=2,first_word=the",
    "language:response_language,language=de@0.5",
  ].map(utf8),

  check(input) {
    const written = textOf(input);
    const constraint = parsed(() => parseConstraint(written), ConstraintError);
    if (!constraint) return;
    const form = formatConstraint(constraint);
    assert.deepEqual(parseConstraint(form), constraint);
    assert.equal(formatConstraint(parseConstraint(form)), form);
    assert.match(vectorFileName(form), /^[^\\/]+\.gguf$/);
  },
};
