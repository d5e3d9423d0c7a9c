/** Selections as JSON: kept for a workspace, exported, sent by the sidebar's page. */
import assert from "node:assert/strict";
import { phrasingsFor } from "../../../src/constraints/catalogue.js";
import { ConstraintError } from "../../../src/constraints/definition/constraint.js";
import { parseConstraint } from "../../../src/constraints/notation.js";
import { conflictsIn, parseSelection } from "../../../src/constraints/selection.js";
import { vectorFileName } from "../../../src/engine/vectors/vector-store.js";
import { changed } from "../../../src/selecting/selection-changes.js";
import { writtenSelection } from "../../../src/selecting/written-selection.js";
import { fromPageSchema, toPageSchema } from "../../../src/sidebar/messages.js";
import { type FuzzTarget, json, jsonIn, parsed } from "../target.js";

const bullets = { id: "detectable_format:number_bullet_lists", args: { num_bullets: 3 } };
const words = { id: "keywords:existence", args: { keywords: ["harbour"] }, dial: 0.5 };
const before = parseSelection({ constraints: [bullets, words] });

export const target: FuzzTarget = {
  seeds: [
    json({ constraints: [bullets, words, { id: "punctuation:no_comma" }], tell: true }),
    json({ type: "select", change: { change: "on", ...bullets } }),
    json({ type: "select", change: { change: "dial", id: words.id, dial: 2 } }),
    json({ type: "select", change: { change: "guarantee", id: bullets.id, guarantee: true } }),
    json({ type: "run", command: "write" }),
    json({ type: "show-place", line: 1 }),
  ],
  isJson: true,

  check(input) {
    const value = jsonIn(input);
    const selection = parsed(() => parseSelection(value), ConstraintError);
    if (selection) {
      assert.deepEqual(parseSelection(JSON.parse(JSON.stringify(selection))), selection);
      const { constraints } = writtenSelection(selection);
      assert.deepEqual(constraints.map(parseConstraint), selection.constraints);
      for (const written of constraints) assert.match(vectorFileName(written), /^[^\\/]+\.gguf$/);
      phrasingsFor(selection);
      conflictsIn(selection);
    }
    toPageSchema.safeParse(value);
    const message = fromPageSchema.safeParse(value);
    if (!message.success || message.data.type !== "select") return;
    const { change } = message.data;
    // As it is kept: a change by itself does not tell whether the constraint can be guaranteed.
    parsed(() => parseSelection(changed(before, change)), ConstraintError);
  },
};
