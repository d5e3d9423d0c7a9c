import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { catalogue } from "../../../src/constraints/catalogue.js";
import {
  followsLoose,
  instructions,
  resolveInstruction,
} from "../../../src/constraints/ifeval/evaluate.js";
import { parseArguments } from "../../../src/constraints/selection.js";
import { examples } from "./texts.js";

describe("Every constraint", () => {
  it("has examples here", () => {
    assert.deepEqual(Object.keys(examples).toSorted(), catalogue.map(({ id }) => id).toSorted());
  });

  for (const constraint of catalogue) {
    it(`${constraint.id} holds a text made for it, and not the same text broken`, () => {
      const example = examples[constraint.id] ?? assert.fail();
      fc.assert(
        fc.property(example, ({ args, held, broken }) => {
          const parsed = parseArguments(constraint.id, args);
          const good = constraint.verify(held, parsed);
          assert.ok(good.held, `${good.reason}\n${held}`);
          const bad = constraint.verify(broken, parsed);
          assert.ok(!bad.held, `${bad.reason}\n${broken}`);
          assert.match(bad.reason, /^\S.*\.$/s);
          if (bad.span) {
            assert.ok(bad.span.start < bad.span.end && bad.span.end <= broken.length);
          }
        }),
        { numRuns: 50 },
      );
    });
  }

  it("is said in at least six ways, and held-out ones that are others", () => {
    for (const constraint of catalogue) {
      const [example] = fc.sample(examples[constraint.id] ?? assert.fail(), 1);
      const parsed = parseArguments(constraint.id, example?.args ?? {});
      const said = constraint.phrasings(parsed);
      const heldOut = constraint.heldOutPhrasings(parsed);
      assert.ok(new Set(said).size >= 6 && new Set(heldOut).size >= 2);
      assert.ok(heldOut.every((phrasing) => !said.includes(phrasing)));
      assert.ok([...said, ...heldOut].every((phrasing) => !/[{}]/.test(phrasing)));
    }
  });
});

/** What a model can print: any characters, halves of them too, and much punctuation. */
const anything = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        ...["*", "**", "-", "[", "]", "<<", ">>", '"', "'", "`", "```", "\\", ".", "...", "?", "!"],
        ...[",", "\n", "\n\n", "\r\n", " ", "\t", "\u200b", "\ufeff", "\u2028", "\ud83d", "\udc00"],
        ...["\u{1f600}", "P.S.", "Section 1", "NaN", "{", "}", "e\u0301", "ﬁ", "İ", "ß", "。", "।"],
        ...["A", "b", "1", "$^", "(?", "\\b", "\0", "#", "__", "http://x.y", "a@b.c"],
      ),
      { maxLength: 80 },
    )
    .map((parts) => parts.join("")),
);

describe("Nothing a model can print", () => {
  it("makes a writer's verifier throw", () => {
    for (const constraint of catalogue) {
      fc.assert(
        fc.property(examples[constraint.id] ?? assert.fail(), anything, ({ args }, text) => {
          const verdict = constraint.verify(text, parseArguments(constraint.id, args));
          assert.equal(typeof verdict.held, "boolean");
        }),
        { numRuns: 60 },
      );
    }
  });

  it("makes IFEval's reading throw, whatever the keywords", () => {
    fc.assert(
      fc.property(anything, fc.string({ unit: "binary", minLength: 1 }), (text, keyword) => {
        for (const id of Object.keys(instructions)) followsLoose(resolved(id, keyword), text);
      }),
      { numRuns: 100 },
    );
  });

  const LENGTH = 200_000;
  const long: Record<string, string> = {
    "a word": "a",
    spaces: " ",
    "blank lines": "\n",
    "opening brackets": "[",
    "opening braces": "{",
    "nested brackets": "[(<{",
    asterisks: "*",
    "spaced asterisks": " *",
    underscores: "_a",
    hyphens: "-",
    "full stops": ".",
    "spaced full stops": ". ",
    "closing quotes": '."',
    quotes: '"',
    escapes: '\\"',
    "angle brackets": "<<",
    fences: "```\n",
    "half characters": "\ud83d",
    "zero-width characters": "\u200b",
    initials: "A. ",
    Thai: "ก",
    Han: "漢",
    "one sentence each": "It is so. ",
    "capital words": "WELL-KNOWN ",
    addresses: "a@b",
    postscripts: "P.S.",
    numbers: "1.",
  };
  for (const [name, unit] of Object.entries(long)) {
    it(`takes more than linear time: ${name}`, () => {
      linear(unit.repeat(Math.ceil(LENGTH / unit.length)));
    });
  }

  it("takes more than linear time: a megabyte of everything", () => {
    const mixed = 'It is so, "he" [said]. **Yes!** (P.S. {x: 1}) <<T>>\n- Section 1: e.g. 3.5\n\n';
    linear(mixed.repeat(Math.ceil(1_000_000 / mixed.length)));
  });
});

/** Every verifier, each within its time. */
function linear(text: string): void {
  for (const id of Object.keys(instructions)) within(id, () => resolved(id, "cat")(text));
  for (const constraint of catalogue) {
    const [example] = fc.sample(examples[constraint.id] ?? assert.fail(), 1);
    const args = parseArguments(constraint.id, example?.args ?? {});
    within(`writer's ${constraint.id}`, () => constraint.verify(text, args));
  }
}

/** Of the processor; quadratic time would be minutes. */
const MOST_MILLISECONDS = 10_000;

function within(name: string, work: () => unknown): void {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  const took = (user + system) / 1000;
  assert.ok(took < MOST_MILLISECONDS, `${name} took ${took.toFixed(0)} ms`);
}

/** An instruction with kwargs made of one keyword. */
function resolved(id: string, keyword: string) {
  const [letter = "q"] = keyword;
  const all: Record<string, unknown> = {
    capital_frequency: 2,
    capital_relation: "less than",
    prompt_to_repeat: keyword,
    num_placeholders: 2,
    postscript_marker: keyword.trim() || "P.S.",
    section_spliter: keyword.trim() || "Section",
    num_sections: 2,
    num_bullets: 2,
    num_highlights: 2,
    keywords: [keyword],
    forbidden_words: [keyword],
    keyword: keyword.trim() || "cat",
    frequency: 2,
    relation: "at least",
    letter,
    let_frequency: 2,
    let_relation: "at least",
    language: "fr",
    num_paragraphs: 2,
    nth_paragraph: 1,
    first_word: keyword,
    num_sentences: 2,
    num_words: 2,
    end_phrase: keyword.trim() || "end",
  };
  const schema = z.toJSONSchema(instructions[id]?.kwargs ?? assert.fail(id), { io: "input" });
  const kwargs = Object.fromEntries(
    Object.keys(schema.properties ?? {}).map((name) => [name, all[name] ?? assert.fail(name)]),
  );
  return resolveInstruction(id, kwargs);
}
