import assert from "node:assert/strict";
import { shorten } from "../../../../src/engine/prompting/shorten.js";

/** A model whose tokens are single characters. */
const model = {
  tokenize: (text: string) => [...text].map((character) => character.charCodeAt(0)),
  detokenize: (tokens: readonly number[]) => String.fromCharCode(...tokens),
} as unknown as Parameters<typeof shorten>[0];

const ROOM = 8000;
/** Every prompt has so many tokens around the text. */
const AROUND = 40;
const length = (part: string) => part.length + AROUND;
const sentence = "The fox lives in the old forest near the river. ";
const long = `Once there was a fox.\n\n${sentence.repeat(400)}`;

describe("shortening a text that is too long for a model", () => {
  it("keeps an end that fits, three quarters of the room at least but for a boundary", () => {
    for (let more = 0; more < 3000; more += 97) {
      const text = `${long}${"x".repeat(more)}`;
      const part = shorten(model, text, ROOM, length);
      assert.ok(text.endsWith(part));
      assert.ok(length(part) <= ROOM);
      assert.ok(length(part) >= ROOM * 0.75 - sentence.length, `${length(part)}`);
      assert.match(part, /^The fox/);
    }
  });

  it("begins at the same place while a person types", () => {
    const beginnings = new Set<number>();
    for (let typed = 0; typed < 4000; typed += 53) {
      const text = `${long}${sentence.repeat(100).slice(0, typed)}`;
      beginnings.add(text.length - shorten(model, text, ROOM, length).length);
    }
    // Half of the room was typed, and the beginning moves by quarters.
    assert.ok(beginnings.size <= 3, `${beginnings.size} beginnings`);
  });

  it("does not move to a later paragraph because the text has grown", () => {
    const before = `${sentence.repeat(400)}\n\n${sentence.repeat(100)}`;
    const begin = (text: string) => text.length - shorten(model, text, ROOM, length).length;
    assert.equal(begin(before), begin(`${before}${sentence.repeat(3)}`));
  });

  it("keeps the last token where there is room for nothing", () => {
    assert.equal(shorten(model, "abc", 10, length), "c");
  });
});
