import assert from "node:assert/strict";
import fc from "fast-check";
import { wordChanges } from "../../../../src/text/difference/word-difference.js";
import { texts } from "../texts.js";

/** What each change takes out and puts in. */
function changed(original: string, rewritten: string): [string, string][] {
  return wordChanges(original, rewritten).map((change) => [
    original.slice(change.original.start, change.original.end),
    rewritten.slice(change.rewritten.start, change.rewritten.end),
  ]);
}

function applied(original: string, rewritten: string): string {
  let text = "";
  let from = 0;
  for (const change of wordChanges(original, rewritten)) {
    text += original.slice(from, change.original.start);
    text += rewritten.slice(change.rewritten.start, change.rewritten.end);
    from = change.original.end;
  }
  return text + original.slice(from);
}

describe("the words that differ", () => {
  it("are whole words, with the words around them left out", () => {
    assert.deepEqual(changed("The quick brown fox.", "The slow fox."), [["quick brown", "slow"]]);
    assert.deepEqual(changed("I don't go.", "I do not go."), [["don't", "do not"]]);
  });

  it("are none in equal texts and in empty ones", () => {
    assert.deepEqual(changed("One. Two.", "One. Two."), []);
    assert.deepEqual(changed("", ""), []);
  });

  it("are all where one text is empty", () => {
    assert.deepEqual(changed("", "One two."), [["", "One two."]]);
    assert.deepEqual(changed("One two.", ""), [["One two.", ""]]);
  });

  it("are marks alone where only those differ", () => {
    assert.deepEqual(changed("Yes, he said.", "Yes he said!"), [
      [",", ""],
      [".", "!"],
    ]);
  });

  it("are spaces alone where only those differ", () => {
    assert.deepEqual(changed("one  two", "one two"), [[" ", ""]]);
    assert.deepEqual(changed("one\r\ntwo", "one\ntwo"), [["\r", ""]]);
    assert.deepEqual(changed("one\ttwo", "one two"), [["\t", " "]]);
  });

  it("keep letters with marks, surrogate pairs and other scripts whole", () => {
    assert.deepEqual(changed("ein Käse", "ein Ka\u0308se"), [["Käse", "Ka\u0308se"]]);
    assert.deepEqual(changed("ok 👍 so", "ok 👎 so"), [["👍", "👎"]]);
    assert.deepEqual(changed("世界很大。", "世界不大。"), [["很", "不"]]);
    assert.deepEqual(changed("שלום עולם יפה", "שלום ארץ יפה"), [["עולם", "ארץ"]]);
  });

  it("are not looked for across sentences that have nothing in common", () => {
    const original = "The mill stood by the river. It burned down.";
    const rewritten = "The mill stood by the river. Nobody lived there. It burned down.";
    assert.deepEqual(changed(original, rewritten), [["", "Nobody lived there. "]]);
  });

  it("leave out nothing that stands twice", () => {
    assert.deepEqual(changed("a b a b", "a b"), [[" a b", ""]]);
  });

  it("make the one text of the other", () => {
    fc.assert(
      fc.property(texts, texts, (original, rewritten) => {
        assert.equal(applied(original, rewritten), rewritten);
      }),
    );
  });

  it("are in order, none touches another, and none is empty", () => {
    fc.assert(
      fc.property(texts, texts, (original, rewritten) => {
        let last = { original: -1, rewritten: -1 };
        for (const change of wordChanges(original, rewritten)) {
          assert.ok(change.original.start > last.original);
          assert.ok(change.rewritten.start > last.rewritten);
          assert.notDeepEqual(
            original.slice(change.original.start, change.original.end),
            rewritten.slice(change.rewritten.start, change.rewritten.end),
          );
          last = { original: change.original.end, rewritten: change.rewritten.end };
        }
      }),
    );
  });

  it("are found in a sentence of 5,000 words that has nothing of the other", () => {
    const original = Array.from({ length: 5000 }, (_, i) => `a${i}`).join(" ");
    const rewritten = Array.from({ length: 5000 }, (_, i) => `b${i}`).join(" ");
    assert.deepEqual(changed(original, rewritten), [[original, rewritten]]);
  });
});
