import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as l10n from "@vscode/l10n";
import fc from "fast-check";
import { catalogue } from "../../../src/constraints/catalogue.js";
import { ConstraintError } from "../../../src/constraints/definition/constraint.js";
import { parseConstraint } from "../../../src/constraints/notation.js";
import { conflictsIn, parseSelection } from "../../../src/constraints/selection.js";
import { writeReceipt } from "../../../src/constraints/write-receipt.js";
import { examples } from "./texts.js";

const german = fileURLToPath(new URL("../../../l10n/bundle.l10n.de.json", import.meta.url));

/** Every text in its own words, marked. */
const marked = Object.fromEntries(
  Object.keys(JSON.parse(readFileSync(german, "utf8")) as Record<string, string>).map((text) => [
    text,
    text.startsWith("en/") ? "en" : `⟦${text}⟧`,
  ]),
);

describe("translations", () => {
  afterEach(() => l10n.config({ contents: {} }));

  for (const { id } of catalogue) {
    it(`are used for all that a receipt of ${id} says`, () => {
      l10n.config({ contents: marked });
      fc.assert(
        fc.property(examples[id] ?? assert.fail(), ({ args, held, broken }) => {
          const selection = parseSelection({ constraints: [{ id, args }] });
          for (const text of [held, broken]) {
            const [line] = writeReceipt(text, selection).lines;
            assert.match(line?.label ?? "", /^⟦.*⟧$/s);
            assert.match(line?.reason ?? "", /^⟦.*⟧$/s);
          }
        }),
        { numRuns: 10 },
      );
    });
  }

  it("name languages in the language of the sentence", () => {
    l10n.config({ fsPath: german });
    const selection = parseSelection({
      constraints: [{ id: "language:response_language", args: { language: "fr" } }],
    });
    const [line] = writeReceipt("Die Boote liegen am Abend im Hafen.", selection).lines;
    assert.equal(line?.label, "Sprache");
    assert.equal(line?.reason, "Deutsch, gewünscht: Französisch.");
  });

  it("are used for conflicts and for what cannot be used", () => {
    l10n.config({ fsPath: german });
    const constraints = [
      "length_constraints:concise",
      "length_constraints:number_sentences,num_sentences=5",
    ].map(parseConstraint);
    assert.deepEqual(
      conflictsIn({ constraints, tell: false }).map(({ reason }) => reason),
      [
        "„Knapp“ und „Sätze“ sind nicht zugleich möglich: das eine verlangt mindestens 5 Sätze, das andere höchstens 2.",
      ],
    );
    assert.throws(
      () => parseConstraint("length_constraints:concise@9"),
      (error) =>
        error instanceof ConstraintError && error.message.startsWith("Der Regler „9“ in „length_"),
    );
  });
});
