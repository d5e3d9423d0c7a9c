import assert from "node:assert/strict";
import fc from "fast-check";
import { catalogue, findConstraint } from "../../../src/constraints/catalogue.js";
import { asBullets } from "../../../src/constraints/families/format.js";
import { parseArguments } from "../../../src/constraints/selection.js";
import { words } from "../../../src/text/words.js";
import { plainTexts } from "./plain-texts.js";
import { examples } from "./texts.js";

type Name = keyof typeof plainTexts;

interface Case {
  id: string;
  args?: Record<string, unknown>;
  /** Texts that cannot be made to hold it. */
  never?: readonly Name[];
  /** The only texts that can, which do already. */
  only?: readonly Name[];
  /** Every word of a text is still there, in order. */
  keepsWords?: boolean;
}

const ONE_SENTENCE = ["one short sentence", "one long sentence with many commas"];
const FEW_SENTENCES = [...ONE_SENTENCE, "two sentences"];
const kept = { keepsWords: true };

const cases: readonly Case[] = [
  { id: "change_case:english_capital", never: ["Japanese"], ...kept },
  { id: "change_case:english_lowercase", never: ["Japanese"], ...kept },
  { id: "change_case:capital_word_frequency", never: ["Japanese"], ...kept },
  {
    id: "change_case:capital_word_frequency",
    args: { capital_frequency: 1, capital_relation: "exactly" },
    never: ["Japanese"],
    ...kept,
  },
  {
    id: "change_case:capital_word_frequency",
    args: { capital_frequency: 1, capital_relation: "less than" },
    ...kept,
  },
  { id: "punctuation:no_comma", ...kept },
  { id: "startend:quotation", ...kept },
  { id: "startend:end_checker", args: { end_phrase: "That is all" }, ...kept },
  { id: "startend:end_checker", args: { end_phrase: "Is that all?" }, ...kept },
  { id: "combination:repeat_prompt", args: { prompt_to_repeat: "Tell me more." }, ...kept },
  { id: "combination:two_responses", never: ONE_SENTENCE, ...kept },
  { id: "detectable_format:number_bullet_lists", ...kept },
  {
    id: "detectable_format:number_bullet_lists",
    args: { num_bullets: 3 },
    never: FEW_SENTENCES,
    ...kept,
  },
  { id: "detectable_format:json_format", ...kept },
  { id: "detectable_format:title", ...kept },
  {
    id: "detectable_format:multiple_sections",
    args: { num_sections: 2 },
    never: ONE_SENTENCE,
    ...kept,
  },
  {
    id: "detectable_format:multiple_sections",
    args: { num_sections: 3, section_spliter: "Part" },
    never: FEW_SENTENCES,
    ...kept,
  },
  {
    id: "detectable_format:number_highlighted_sections",
    args: { num_highlights: 3 },
    ...kept,
  },
  { id: "detectable_format:constrained_response" },
  { id: "detectable_format:constrained_response", args: { options: ["Rain", "No rain"] } },
  { id: "length_constraints:concise" },
  {
    id: "length_constraints:verbose",
    only: ["three paragraphs", "seven sentences, over lines"],
    ...kept,
  },
  { id: "length_constraints:number_sentences", args: { num_sentences: 1 } },
  {
    id: "length_constraints:number_sentences",
    args: { num_sentences: 3 },
    never: ["one short sentence", "two sentences"],
  },
  {
    id: "length_constraints:number_sentences",
    args: { num_sentences: 4, relation: "at least" },
    never: ["one short sentence", "two sentences", "Greek", "Japanese"],
    ...kept,
  },
  {
    id: "length_constraints:number_words",
    args: { num_words: 12, relation: "exactly" },
    never: ["one short sentence"],
  },
  { id: "length_constraints:number_words", args: { num_words: 20 } },
  {
    id: "length_constraints:number_words",
    args: { num_words: 1, relation: "less than" },
    only: [],
  },
  {
    id: "length_constraints:number_paragraphs",
    args: { num_paragraphs: 2 },
    never: ONE_SENTENCE,
    ...kept,
  },
  {
    id: "length_constraints:number_paragraphs",
    args: { num_paragraphs: 1, relation: "at most" },
    ...kept,
  },
  {
    id: "length_constraints:nth_paragraph_first_word",
    args: { nth_paragraph: 2, first_word: "however" },
    never: ONE_SENTENCE,
    ...kept,
  },
  {
    id: "length_constraints:nth_paragraph_first_word",
    args: { nth_paragraph: 1, first_word: "Harbour", num_paragraphs: 2 },
    never: ONE_SENTENCE,
    ...kept,
  },
  { id: "keywords:existence", args: { keywords: ["candle"] }, ...kept },
  { id: "keywords:existence", args: { keywords: ["harbour", "C++", "well-being"] }, ...kept },
  { id: "keywords:forbidden_words", args: { forbidden_words: ["the"] }, never: ONE_SENTENCE },
  {
    id: "keywords:forbidden_words",
    args: { forbidden_words: ["港", "hafen", "marché"] },
  },
  { id: "keywords:frequency", args: { keyword: "harbour" }, ...kept },
  {
    id: "keywords:frequency",
    args: { keyword: "the", frequency: 1, relation: "at most" },
    never: ONE_SENTENCE,
  },
  {
    id: "keywords:letter_frequency",
    args: { letter: "w", let_frequency: 3, let_relation: "at most" },
    never: ["one long sentence with many commas"],
  },
  {
    id: "keywords:letter_frequency",
    args: { letter: "q", let_frequency: 9 },
    only: [],
  },
  { id: "detectable_content:number_placeholders", args: { num_placeholders: 2 }, ...kept },
  { id: "detectable_content:postscript", ...kept },
  { id: "detectable_content:postscript", args: { postscript_marker: "PPS:" }, ...kept },
  { id: "language:response_language", args: { language: "fr" }, only: ["French"], ...kept },
];

describe("A plain text", () => {
  it("is tried with every constraint", () => {
    const tried = new Set(cases.map(({ id }) => id));
    assert.deepEqual(
      catalogue.map(({ id }) => id).filter((id) => !tried.has(id)),
      [],
    );
  });

  for (const { id, args = {}, never = [], only, keepsWords = false } of cases) {
    const constraint = findConstraint(id);
    const parsed = parseArguments(id, args);

    describe(`made to hold ${id} ${JSON.stringify(args)}`, () => {
      for (const [name, text] of Object.entries(plainTexts)) {
        if (only ? !only.includes(name) : never.includes(name)) {
          it(`cannot be: ${name}`, () => assert.equal(constraint.made(text, parsed), undefined));
          continue;
        }
        it(`holds it: ${name}`, () => {
          const made = constraint.made(text, parsed) ?? assert.fail("nothing was made");
          const verdict = constraint.verify(made, parsed);
          assert.ok(verdict.held, `${verdict.reason}\n${made}`);
          assert.equal(constraint.made(made, parsed), made);
          if (keepsWords) assertWordsIn(made, text);
        });
      }
    });
  }
});

/** Every word of a text is in the other one, in order; numbers may be written otherwise. */
function assertWordsIn(made: string, text: string): void {
  const there = wordsOf(made);
  let at = -1;
  for (const word of wordsOf(text)) {
    at = there.indexOf(word, at + 1);
    assert.ok(at !== -1, `"${word}" is lost:\n${made}`);
  }
}

function wordsOf(text: string): string[] {
  return words(text)
    .map(({ start, end }) => text.slice(start, end).toUpperCase())
    .filter((word) => !/\d/.test(word));
}

describe("What is made", () => {
  const made = (id: string, args: Record<string, unknown>, text: string) =>
    findConstraint(id).made(text, parseArguments(id, args));

  it("reads without its commas as before", () => {
    const withoutCommas = (text: string) => made("punctuation:no_comma", {}, text);
    assert.equal(
      withoutCommas("The harbour, which is old, is quiet."),
      "The harbour (which is old) is quiet.",
    );
    assert.equal(withoutCommas("In winter, boats stay out."), "In winter boats stay out.");
    assert.equal(
      withoutCommas("They sold red, green, and blue boats, nets and oars."),
      "They sold red; green; and blue boats; nets and oars.",
    );
    assert.equal(
      withoutCommas("It cost 1,200 crowns, and 3,5 % more."),
      "It cost 1200 crowns and 3.5 % more.",
    );
  });

  it("has bullets of either kind", () => {
    const { verify } = findConstraint("detectable_format:number_bullet_lists");
    for (const marker of ["- ", "* "]) {
      const list = asBullets("Rain fell. The river rose.", undefined, marker) ?? assert.fail();
      assert.equal(list, `${marker}Rain fell.\n${marker}The river rose.`);
      for (const args of [{}, { num_bullets: 2 }]) assert.ok(verify(list, args).held, marker);
    }
  });

  it("is JSON with the sentences of every paragraph", () => {
    const json = made("detectable_format:json_format", {}, "It rains. We stay.\n\nThen we go.");
    assert.deepEqual(JSON.parse(json ?? ""), {
      title: "Rains",
      paragraphs: [["It rains.", "We stay."], ["Then we go."]],
    });
  });

  it("has a title of the text's own words", () => {
    assert.equal(
      made("detectable_format:title", {}, "The boats lie in the harbour."),
      "<<Boats lie in the harbour>>\n\nThe boats lie in the harbour.",
    );
  });

  it("is cut between sentences where that will do", () => {
    assert.equal(
      made(
        "length_constraints:number_words",
        { num_words: 8 },
        "Rain fell all night. The river rose until morning.",
      ),
      "Rain fell all night.",
    );
  });

  it("loses the sentences with a word, and no others", () => {
    assert.equal(
      made(
        "keywords:forbidden_words",
        { forbidden_words: ["river"] },
        "Rain fell. The river rose.\n\nA river again. Then it stopped.",
      ),
      "Rain fell.\n\nThen it stopped.",
    );
  });

  it("is nothing of nothing", () => {
    for (const { id, made } of catalogue) {
      const [example] = fc.sample(examples[id] ?? assert.fail(), 1);
      assert.equal(made(" \n", parseArguments(id, example?.args ?? {})), undefined);
    }
  });

  it("holds the constraint or is nothing, whatever the text", () => {
    const strange = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc
        .array(
          fc.constantFrom(
            ...["*", "**", "- ", "[", "]", "<<", ">>", '"', "```", "\n", "\n\n", ", ", ". ", "; "],
            ...[
              "Word ",
              "word ",
              "WORD ",
              "P.S. ",
              "Section 1",
              "e.g. ",
              "ß",
              "İ",
              "。",
              "漢",
              "3,5",
            ],
          ),
          { maxLength: 40 },
        )
        .map((parts) => parts.join("")),
    );
    for (const { id, made, verify } of catalogue) {
      fc.assert(
        fc.property(examples[id] ?? assert.fail(), strange, ({ args }, text) => {
          const parsed = parseArguments(id, args);
          const result = made(text, parsed);
          assert.ok(result === undefined || verify(result, parsed).held);
        }),
        { numRuns: 40 },
      );
    }
  });
});
