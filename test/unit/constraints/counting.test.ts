import assert from "node:assert/strict";
import { countCapitalWords } from "../../../src/constraints/ifeval/capital-words.js";
import { paragraphs } from "../../../src/text/markdown.js";
import { countSentences as countPunktSentences, sentenceSpans } from "../../../src/text/punkt.js";
import { countWords as countIfevalWords } from "../../../src/text/python-text.js";
import { sentences } from "../../../src/text/sentences.js";
import { countWords } from "../../../src/text/words.js";

describe("Sentences as a writer counts them", () => {
  const cases: Record<string, readonly [text: string, count: number][]> = {
    abbreviations: [
      ["Dr. Smith met Mr. Jones at 5 p.m. He left.", 2],
      ["The U.S. economy grew. It did.", 2],
      ["J. R. R. Tolkien wrote it.", 1],
      ["She earned a Ph.D. in 2001. Then she left.", 2],
      ["Apples, pears, etc. are fruit. Yes.", 2],
      ["It has cats, e.g. tabbies, and dogs, i.e. hounds.", 1],
      ["No. 5 is here. See p. 6 too.", 2],
      ["Mr. and Mrs. Brown vs. St. Louis Inc. won.", 1],
    ],
    "decimals and addresses": [
      ["It costs $3.50. Cheap!", 2],
      ["Version 2.1.3 is out. Get it.", 2],
      ["Visit example.com today. Thanks.", 2],
    ],
    quotations: [
      ['"Stop!" he said. Then he left.', 2],
      ['He asked, "Why?" She shrugged.', 2],
      ["“Curly.” “Quotes.”", 2],
      ["(This is inside.) This is not.", 2],
    ],
    ellipses: [
      ["Wait... what? No.", 2],
      ["Really?! Yes!!!", 2],
    ],
    lists: [
      ["- One thing.\n- Another thing\n- A third", 3],
      ["1. First step.\n2. Second step.", 2],
      ["Título:\n- uno\n- dos", 3],
    ],
    "headings, code and dividers": [
      ["# A heading\n\nOne sentence. Two.", 2],
      ["**A heading**\n\nOne sentence.", 1],
      ["Code:\n```\na.b. c.\n```\nDone.", 2],
      ["**Bold claim.** It holds.", 2],
      ["One.\n\n***\n\nTwo.", 2],
      ["***", 0],
      ["", 0],
    ],
    "other scripts": [
      ["好的。这是一个句子。真的吗？", 3],
      ["これは文です。「はい。」と言った。", 2],
      ["यह एक वाक्य है। यह दूसरा है।", 2],
      ["یہ ایک جملہ ہے۔ یہ دوسرا ہے۔", 2],
      ["هذا سؤال؟ نعم.", 2],
      ["Это предложение. Это второе! А третье?", 3],
    ],
    "lines and postscripts": [
      ["A wrapped\nsentence. Two.", 2],
      ["The end.\n\nP.S. I love you.", 2],
      ["all lowercase. and still two.", 2],
    ],
  };
  for (const [name, ofKind] of Object.entries(cases)) {
    it(name, () => {
      for (const [text, count] of ofKind) assert.equal(sentences(text).length, count, text);
    });
  }

  it("places them in the text", () => {
    const text = "# Title\n\n- **One.** Two!\n";
    const found = sentences(text).map(({ start, end }) => text.slice(start, end));
    assert.equal(found.length, 2);
    assert.match(found[0] ?? "", /One\./);
    assert.equal(found[1], "Two!");
  });
});

describe("IFEval's counts", () => {
  it("sentences, as NLTK's Punkt tokenizer finds them", () => {
    assert.equal(countPunktSentences("1. First step.\n2. Second step."), 4);
    assert.equal(countPunktSentences("# Heading\n\nOne. Two."), 2);
    assert.equal(countPunktSentences("好的。这是一个句子。"), 1);
    const text = '"(Inside.)" Dr. A. Smith agrees. Then';
    const spans = sentenceSpans(text).map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(spans, ['"(Inside.)"', "Dr. A. Smith agrees.", "Then"]);
  });

  it("words, as runs of letters and digits", () => {
    assert.equal(countIfevalWords("Don't stop_now: well-being, 3.5"), 7);
    assert.equal(countIfevalWords("हिन्दी"), 3);
  });

  it("words in capitals, as tokens of the Penn Treebank", () => {
    assert.equal(countCapitalWords("DON'T use WELL-KNOWN words, IT’S BAD. I know."), 7);
  });
});

describe("Words as a writer counts them", () => {
  it("keeps contractions, compounds and numbers together", () => {
    assert.equal(countWords("Don't stop: well-being, 3.5 — OK?"), 5);
  });
  it("counts in other scripts", () => {
    assert.equal(countWords("यह हिन्दी है"), 3);
    assert.ok(countWords("これは日本語の文です") > 3);
  });
});

describe("Paragraphs as a writer counts them", () => {
  it("are parted by empty lines and dividers", () => {
    assert.equal(paragraphs("One\nstill one\n\n \nTwo\n\n***\n\nThree\n").length, 3);
  });
});
