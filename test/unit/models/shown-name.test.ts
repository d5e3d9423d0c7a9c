import assert from "node:assert/strict";
import { shownName } from "../../../src/models/shown-name.js";

describe("a model's name as it is shown", () => {
  it("is what the file says, when that is a name", () => {
    assert.equal(shownName("Qwen3 4B Instruct — 日本語 👩‍🚀"), "Qwen3 4B Instruct — 日本語 👩‍🚀");
  });

  it("is one line of a length that can be shown", () => {
    assert.equal(shownName(" a\n\n b\t\u2028c "), "a b c");
    assert.ok(shownName("x".repeat(100_000)).length <= 200);
  });

  it("steers no terminal and turns no characters around", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be gone
    const steering = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
    const name = "a\u001b]52;c;eA==\u0007b\u009b2Jc\u202egnp.exe\u2066d\u061c";
    assert.match(name, steering);
    assert.doesNotMatch(shownName(name), steering);
  });
});
