import assert from "node:assert/strict";
import fc from "fast-check";
import { findConstraint } from "../../../../src/constraints/catalogue.js";
import { type Relation, range } from "../../../../src/constraints/definition/quantity.js";
import { Ban } from "../../../../src/engine/guarantees/ban.js";
import { SentenceCount } from "../../../../src/engine/guarantees/sentence-count.js";
import { countSentences } from "../../../../src/text/sentences.js";
import { END, recital, table, type Written, write } from "../decoding/scripted-model.js";

function sentences(relation: Relation, count: number) {
  const { min, max } = range(relation, count);
  return { guarantees: [new SentenceCount("sentences", min, max)] };
}

/** Words and marks as tokens: "A fox." is "A", " fox", ".". */
const tokens = (text: string) => text.match(/\s*(?:[\p{L}\p{N}]+|[^\p{L}\p{N}\s])/gu) ?? [];

function assertHeld({ text, pieces }: Written, relation: Relation, num_sentences: number): void {
  assert.equal(pieces.join(""), text);
  const verdict = findConstraint("length_constraints:number_sentences").verify(text, {
    num_sentences,
    relation,
  });
  assert.ok(verdict.held, `${verdict.reason} ${JSON.stringify(text)}`);
}

describe("A number of sentences", () => {
  it("is none of a guarantee's doing where the model stops by itself", async () => {
    const script = recital(tokens("A fox runs. It hides. It sleeps."));
    const written = await write(script, sentences("exactly", 3));
    assert.equal(written.text, "A fox runs. It hides. It sleeps.");
    assert.deepEqual(written.interventions, [0]);
    assert.equal(written.stop, "end");
    assert.equal(written.rankings, 0);
  });

  const cuts: [what: string, relation: Relation, count: number, text: string, kept: string][] = [
    ["the last sentence", "exactly", 2, "One came. Two went. Three hid.", "One came. Two went."],
    ["at most so many", "at most", 1, "One came! Two went?", "One came!"],
    ["fewer than so many", "less than", 3, "One came. Two went. Three hid.", "One came. Two went."],
    [
      "an abbreviation",
      "exactly",
      1,
      "He met Dr. Smith and Mr. Lee. They ate.",
      "He met Dr. Smith and Mr. Lee.",
    ],
    [
      "an abbreviation that may end one",
      "exactly",
      1,
      "He ate figs, etc. and left. Then he slept.",
      "He ate figs, etc. and left.",
    ],
    ["a decimal", "exactly", 1, "It cost 3.5 pounds. It broke.", "It cost 3.5 pounds."],
    [
      "an ellipsis",
      "exactly",
      1,
      "He waited... and waited. Then he left.",
      "He waited... and waited.",
    ],
    ["a quotation", "exactly", 1, '"Stop!" he said. "Why?" she asked.', '"Stop!" he said.'],
    ["closing marks", "exactly", 1, 'He said "Go on." Then he left.', 'He said "Go on."'],
    [
      "a paragraph that begins in bold",
      "exactly",
      2,
      "**Note.** It runs. It hides.",
      "**Note.** It runs.",
    ],
    ["a paragraph that begins with one in bold", "exactly", 1, "**Note.** It runs.", "**Note."],
    ["emphasis", "exactly", 1, "*It runs.* Then it hides.", "*It runs.*"],
    ["lines", "exactly", 1, "A line without a mark\n\nAnother one", "A line without a mark"],
    ["items of a list", "exactly", 2, "- One\n- Two\n- Three\n", "- One\n- Two"],
    ["the items of a numbered list", "at most", 2, "1. One\n2. Two\n3. Three\n", "1. One\n2. Two"],
    ["other scripts", "exactly", 2, "狐が走る。犬が眠る。鳥が鳴く。", "狐が走る。犬が眠る。"],
  ];
  for (const [what, relation, count, text, kept] of cuts) {
    it(`stops after ${what}`, async () => {
      const written = await write(recital(tokens(text)), sentences(relation, count));
      assert.equal(written.text, kept);
      assert.equal(written.stop, "end");
      assert.deepEqual(written.interventions, [1]);
      assertHeld(written, relation, count);
    });
  }

  it("waits for the whole next word, which decides", async () => {
    const script = (end: string) => recital(["He", " ate", " etc", ".", " The", end, " came", "."]);
    assert.equal((await write(script(""), sentences("exactly", 1))).text, "He ate etc.");
    const name = await write(script("odor"), sentences("exactly", 1));
    assertHeld(name, "exactly", 1);
  });

  it("counts the tokens that it keeps", async () => {
    const written = await write(recital(tokens("A fox runs. It hides.")), sentences("exactly", 1));
    assert.deepEqual(tokens(written.text), ["A", " fox", " runs", "."]);
    assert.equal(written.length, 4);
  });

  it("shows a sentence while it is written", async () => {
    const { pieces } = await write(
      recital(tokens("A fox runs. It hides.")),
      sentences("exactly", 1),
    );
    assert.deepEqual(pieces, ["A", " fox", " runs", "."]);
  });

  it("keeps the model from ending too early", async () => {
    const script = table({
      "": ["One."],
      "One.": [END, " Two."],
      "One. Two.": [END, " Three."],
      "One. Two. Three.": [" Four."],
    });
    const written = await write(script, sentences("at least", 3));
    assert.equal(written.text.startsWith("One."), true);
    assertHeld(written, "at least", 3);
  });

  it("is not satisfied with one space after another", async () => {
    const script = table({
      "One.": [END, "\n", " Two."],
      "One.\n": [END, " ", "\n", "Two."],
      "": ["One."],
    });
    const written = await write(script, sentences("exactly", 2));
    assert.equal(written.text, "One.\nTwo.");
    assert.deepEqual(written.interventions, [2]);
    assertHeld(written, "exactly", 2);
  });

  it("says when there is no room for enough", async () => {
    const written = await write(recital(tokens("One came. Two went.")), sentences("exactly", 2), {
      limit: 4,
    });
    assert.equal(written.stop, "length");
    assert.equal(written.text, "One came. Two");
    const cut = await write(recital(tokens("One came. Two went.")), sentences("exactly", 1), {
      limit: 4,
    });
    assert.equal(cut.stop, "end");
    assert.equal(cut.text, "One came.");
  });

  it("drops what was not decided when it is stopped", async () => {
    const script = recital(tokens("One came. Two went."));
    const written = await write(script, sentences("exactly", 1), { stopAfter: 4 });
    assert.equal(written.stop, "stopped");
    assertHeld(written, "exactly", 1);
  });

  it("holds together with a ban", async () => {
    const script = table({
      "": ["The"],
      The: [" cat", " dog"],
      "The cat": [" ran."],
      "The dog": [" ran."],
      "The cat ran.": [" It"],
      "The dog ran.": [" It"],
      "The dog ran. It": [" hid."],
    });
    const guarantees = [...sentences("exactly", 1).guarantees, new Ban("ban", ["cat"])];
    const written = await write(script, { guarantees });
    assert.equal(written.text, "The dog ran.");
    assert.equal(written.pieces.join(""), written.text);
    assert.deepEqual(written.interventions, [1, 1]);
  });

  it("holds for any text, and never takes back what was shown", () => {
    const part = fc.constantFrom(
      "A",
      " fox",
      " runs",
      ".",
      "!",
      "?",
      "...",
      " Dr",
      " etc",
      " e.g",
      " The",
      " he",
      " 5",
      "3",
      " No",
      "\n",
      "\n\n",
      "- ",
      "1",
      ". ",
      "*",
      "**",
      "#",
      "# ",
      "`",
      "```",
      "\n---\n",
      '"',
      " (",
      ")",
      "。",
      "狐",
      " —",
      " 😀",
    );
    const relation = fc.constantFrom<Relation>("exactly", "at most", "less than");
    return fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 40 }),
        relation,
        fc.integer({ min: 1, max: 4 }),
        async (parts, wanted, count) => {
          const { max } = range(wanted, count);
          const written = await write(recital(parts, [" Then."]), sentences(wanted, count));
          assert.equal(written.pieces.join(""), written.text);
          assert.ok(countSentences(written.text) <= max, JSON.stringify(written.text));
          if (wanted === "exactly" && written.stop === "end") assertHeld(written, wanted, count);
        },
      ),
      { numRuns: 1000, examples: [[["A", "!", ")", "1", "...", " The"], "exactly", 1]] },
    );
  });
});
