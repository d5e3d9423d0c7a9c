import assert from "node:assert/strict";
import fc from "fast-check";
import { sentencePairs } from "../../../../src/text/difference/sentence-pairs.js";
import { texts } from "../texts.js";

/** The two sides of each pair. */
function paired(original: string, rewritten: string, languageId = "markdown"): [string, string][] {
  return sentencePairs(original, rewritten, languageId).map((pair) => [
    original.slice(pair.original.start, pair.original.end),
    rewritten.slice(pair.rewritten.start, pair.rewritten.end),
  ]);
}

/** The text when some of the pairs are accepted and the others rejected. */
function taken(original: string, rewritten: string, isTaken: (pair: number) => boolean): string {
  return paired(original, rewritten)
    .map(([was, is], i) => (isTaken(i) ? is : was))
    .join("");
}

describe("pairs of sentences", () => {
  it("are one for one where each is changed", () => {
    assert.deepEqual(paired("A dog ran off. The cat slept.", "A dog ran away. The cat sat."), [
      ["A dog ran off. ", "A dog ran away. "],
      ["The cat slept.", "The cat sat."],
    ]);
  });

  it("are in order where no word is the same, with what is too many at the end", () => {
    assert.deepEqual(paired("Eins zwei. Drei vier.", "One two. Three four. Five."), [
      ["Eins zwei. ", "One two. "],
      ["Drei vier.", "Three four."],
      ["", " Five."],
    ]);
  });

  it("say which are changed", () => {
    const pairs = sentencePairs("Same here. Old words.", "Same here. New words.", "plaintext");
    assert.deepEqual(
      pairs.map(({ changed }) => changed),
      [false, true],
    );
  });

  it("know a sentence left out, and take its space along", () => {
    assert.deepEqual(paired("A dog ran. A cat sat. Birds flew.", "A dog ran. Birds flew."), [
      ["A dog ran. ", "A dog ran. "],
      ["A cat sat. ", ""],
      ["Birds flew.", "Birds flew."],
    ]);
  });

  it("leave no space behind the last sentence of a text or paragraph", () => {
    assert.deepEqual(paired("A dog ran. A cat sat.", "A dog ran."), [
      ["A dog ran.", "A dog ran."],
      [" A cat sat.", ""],
    ]);
    assert.deepEqual(paired("A dog ran. A cat sat.\n\nBirds flew.", "A dog ran.\n\nBirds flew."), [
      ["A dog ran.", "A dog ran."],
      [" A cat sat.", ""],
      ["\n\nBirds flew.", "\n\nBirds flew."],
    ]);
  });

  it("know a sentence added at the start, in the middle and at the end", () => {
    assert.deepEqual(paired("A dog ran. A cat sat.", "Listen now. A dog ran. A cat sat."), [
      ["", "Listen now. "],
      ["A dog ran. ", "A dog ran. "],
      ["A cat sat.", "A cat sat."],
    ]);
    assert.deepEqual(paired("A dog ran. A cat sat.", "A dog ran. Listen now. A cat sat."), [
      ["A dog ran. ", "A dog ran. "],
      ["", "Listen now. "],
      ["A cat sat.", "A cat sat."],
    ]);
    assert.deepEqual(paired("A dog ran.", "A dog ran. Listen now."), [
      ["A dog ran.", "A dog ran."],
      ["", " Listen now."],
    ]);
  });

  it("know two sentences made one and one made two", () => {
    const two = "The old mill burned in June. The village rebuilt it in autumn.";
    const one = "The old mill burned in June and the village rebuilt it in autumn.";
    assert.deepEqual(paired(`${two} Birds flew.`, `${one} Birds flew.`), [
      [`${two} `, `${one} `],
      ["Birds flew.", "Birds flew."],
    ]);
    assert.deepEqual(paired(one, two), [[one, two]]);
  });

  it("do not end at abbreviations and initials", () => {
    const text = "Dr. Smith met Mr. T. Jones, e.g. Tom, at No. 5. They spoke.";
    assert.deepEqual(
      paired(text, text).map(([was]) => was),
      ["Dr. Smith met Mr. T. Jones, e.g. Tom, at No. 5. ", "They spoke."],
    );
  });

  it("are lines of a list, and not the broken lines of a sentence", () => {
    assert.deepEqual(paired("- one thing\r\n- two things\r\n- three", "- one thing\r\n- three"), [
      ["- one thing\r\n", "- one thing\r\n"],
      ["- two things\r\n", ""],
      ["- three", "- three"],
    ]);
    assert.deepEqual(paired("The sea was\ncalm. It rained.", "The sea was calm. It rained."), [
      ["The sea was\ncalm. ", "The sea was calm. "],
      ["It rained.", "It rained."],
    ]);
  });

  it("never cut through what must be kept", () => {
    const text = "Look:\n\n```\nOne. Two.\n\nThree.\n```\n\nSee [One. Two](http://a.b) here. End.";
    assert.deepEqual(
      paired(text, text).map(([was]) => was.trim()),
      ["Look:", "```\nOne. Two.\n\nThree.\n```", "See [One. Two](http://a.b) here.", "End."],
    );
  });

  it("end at the marks of other scripts", () => {
    assert.deepEqual(paired("你好。世界很大。", "你好吗。世界不大。"), [
      ["你好。", "你好吗。"],
      ["世界很大。", "世界不大。"],
    ]);
  });

  it("are one, or none, where a text is empty or blank", () => {
    assert.deepEqual(paired("", ""), []);
    assert.deepEqual(paired("", "New."), [["", "New."]]);
    assert.deepEqual(paired("Old.", ""), [["Old.", ""]]);
    assert.deepEqual(paired(" \n", "\t"), [[" \n", "\t"]]);
    assert.deepEqual(paired(" \n", "New."), [[" \n", "New."]]);
  });

  it("give the new text when all are accepted, and the old one when none is", () => {
    fc.assert(
      fc.property(texts, texts, (original, rewritten) => {
        assert.equal(
          taken(original, rewritten, () => true),
          rewritten,
        );
        assert.equal(
          taken(original, rewritten, () => false),
          original,
        );
      }),
    );
  });

  it("can be accepted one by one in any order, and what is rejected stays as it was", () => {
    fc.assert(
      fc.property(texts, texts, fc.infiniteStream(fc.boolean()), (original, rewritten, choices) => {
        const pairs = sentencePairs(original, rewritten, "markdown");
        const accepted = pairs.map(() => choices.next().value as boolean);
        let text = original;
        // From the end, so that the offsets before stay as they are.
        for (const [i, pair] of [...pairs.entries()].reverse()) {
          if (!accepted[i]) continue;
          const is = rewritten.slice(pair.rewritten.start, pair.rewritten.end);
          text = text.slice(0, pair.original.start) + is + text.slice(pair.original.end);
        }
        assert.equal(
          text,
          taken(original, rewritten, (i) => accepted[i] as boolean),
        );
      }),
    );
  });
});
