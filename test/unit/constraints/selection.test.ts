import assert from "node:assert/strict";
import { phrasingsFor } from "../../../src/constraints/catalogue.js";
import {
  ConstraintError,
  UnknownConstraintError,
} from "../../../src/constraints/definition/constraint.js";
import { parseConstraint } from "../../../src/constraints/notation.js";
import { receiptSchema } from "../../../src/constraints/receipt.js";
import { conflictsIn, parseSelection } from "../../../src/constraints/selection.js";
import { writeReceipt } from "../../../src/constraints/write-receipt.js";

const select = (...written: string[]) =>
  parseSelection({ constraints: written.map(parseConstraint) });

describe("A constraint on the command line", () => {
  it("has an id, arguments and a dial", () => {
    assert.deepEqual(parseConstraint("detectable_format:number_bullet_lists,num_bullets=3@1.2"), {
      id: "detectable_format:number_bullet_lists",
      args: { num_bullets: 3 },
      dial: 1.2,
      guarantee: false,
    });
  });

  it("takes several values and escaped commas", () => {
    const { args } = parseConstraint("keywords:existence,keywords=a\\, b,keywords=me\\@home");
    assert.deepEqual(args, { keywords: ["a, b", "me@home"] });
  });

  it("keeps a word that looks like a number a word", () => {
    const { args } = parseConstraint("keywords:frequency,keyword=1984,frequency=2");
    assert.deepEqual(args, { keyword: "1984", frequency: 2, relation: "at least" });
  });

  const wrong: Record<string, RegExp> = {
    "change_case:capitals": /There is no constraint "change_case:capitals".*english_capital/,
    "change_case:english_capital,loud=1": /"loud"/,
    "change_case:english_capital,loud": /"loud".*ARG=VALUE/,
    "change_case:english_capital@3": /dial "3"/,
    "change_case:english_capital@": /dial ""/,
    "detectable_format:number_bullet_lists,num_bullets=0": /num_bullets/,
    "language:response_language,language=xx": /language/,
    "keywords:existence": /keywords/,
  };
  for (const [written, message] of Object.entries(wrong)) {
    it(`says in a sentence what is wrong with ${written}`, () => {
      assert.throws(
        () => parseConstraint(written),
        (error: Error) => error instanceof ConstraintError && message.test(error.message),
      );
    });
  }
});

describe("A selection", () => {
  it("fills in defaults", () => {
    const selection = parseSelection({
      constraints: [{ id: "detectable_content:postscript" }],
    });
    assert.deepEqual(selection, {
      constraints: [
        {
          id: "detectable_content:postscript",
          args: { postscript_marker: "P.S." },
          dial: 1,
          guarantee: false,
        },
      ],
      tell: false,
    });
  });

  it("is refused whole when an id is unknown or its shape is wrong", () => {
    assert.throws(
      () => parseSelection({ constraints: [{ id: "x" }] }),
      (error: Error) => error instanceof UnknownConstraintError,
    );
    assert.throws(() => parseSelection(null), ConstraintError);
    assert.throws(
      () => parseSelection({ constraints: [{ id: "punctuation:no_comma", dial: 9 }] }),
      /dial/,
    );
  });

  it("is refused when it guarantees what can only be steered", () => {
    const guaranteed = (id: string) => parseSelection({ constraints: [{ id, guarantee: true }] });
    assert.equal(guaranteed("detectable_format:json_format").constraints[0]?.guarantee, true);
    assert.throws(() => guaranteed("punctuation:no_comma"), /"No commas".*cannot be guaranteed/);
  });

  it("is told to a model by one phrasing each", () => {
    const told = phrasingsFor(
      select("length_constraints:number_sentences,num_sentences=2", "punctuation:no_comma"),
    );
    assert.deepEqual(told, ["Use exactly 2 sentences.", "Do not use any commas."]);
  });
});

describe("Conflicts", () => {
  const conflicting: [string, string][] = [
    ["change_case:english_capital", "change_case:english_lowercase"],
    ["change_case:english_lowercase", "change_case:capital_word_frequency,capital_frequency=2"],
    ["change_case:english_capital", "language:response_language,language=hi"],
    ["length_constraints:concise", "length_constraints:verbose"],
    ["length_constraints:concise", "length_constraints:number_sentences,num_sentences=5"],
    ["keywords:existence,keywords=Cat", "keywords:forbidden_words,forbidden_words=cat"],
    ["keywords:existence,keywords=a\\, b", "punctuation:no_comma"],
    ["detectable_format:json_format", "detectable_format:title"],
    ["language:response_language,language=de", "language:response_language,language=fr"],
    ["startend:end_checker,end_phrase=Bye", "startend:end_checker,end_phrase=So long"],
    ["combination:repeat_prompt,prompt_to_repeat=Tell me", "startend:quotation"],
  ];
  for (const [one, other] of conflicting) {
    it(`${one} and ${other}`, () => {
      for (const pair of [select(one, other), select(other, one)]) {
        const conflicts = conflictsIn(pair);
        assert.equal(conflicts.length, 1);
        assert.match(conflicts[0]?.reason ?? "", /cannot both hold: .+\.$/);
      }
    });
  }

  const compatible: [string, string][] = [
    ["length_constraints:concise", "length_constraints:number_sentences,num_sentences=2"],
    ["length_constraints:verbose", "length_constraints:number_sentences,num_sentences=2"],
    ["keywords:existence,keywords=catalogue", "keywords:forbidden_words,forbidden_words=cat"],
    ["change_case:english_capital", "language:response_language,language=de"],
    ["keywords:existence,keywords=a", "keywords:existence,keywords=b"],
    ["startend:end_checker,end_phrase=Bye.", "punctuation:no_comma"],
  ];
  for (const [one, other] of compatible) {
    it(`none between ${one} and ${other}`, () => {
      assert.deepEqual(conflictsIn(select(one, other)), []);
    });
  }
});

describe("A receipt", () => {
  it("has a line for each constraint, why, and where", () => {
    const text = "A cat sat, there.";
    const receipt = writeReceipt(
      text,
      select("punctuation:no_comma", "keywords:existence,keywords=cat"),
    );
    assert.deepEqual(receipt, {
      lines: [
        {
          id: "punctuation:no_comma",
          label: "No commas",
          held: false,
          reason: "Comma at word 3.",
          span: { start: 9, end: 10 },
        },
        { id: "keywords:existence", label: "Include", held: true, reason: '"cat" found.' },
      ],
      held: 1,
      failed: 1,
    });
    assert.deepEqual(receiptSchema.parse(JSON.parse(JSON.stringify(receipt))), receipt);
  });
});
