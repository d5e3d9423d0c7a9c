import assert from "node:assert/strict";
import type { Prompt } from "../../../../src/engine/api/protocol.js";
import { endingsFor } from "../../../../src/engine/decoding/endings.js";
import { JudgedText } from "../../../../src/engine/remote/judged-text.js";

const CONTINUED: Prompt = { mode: "continue", text: "It was late." };

/** Has a text arrive word by word. @param finish what the server says at its end */
function arrive(text: string, limit: number, finish: "stop" | "length", prompt = CONTINUED) {
  const judged = new JudgedText(endingsFor(prompt, limit), limit);
  const shown: string[] = [];
  const pieces = text.match(/\s?[^\s]+|\s/gu) ?? [];
  for (const [i, piece] of pieces.entries()) {
    shown.push(judged.push(piece, i + 1));
    if (judged.stop) break;
  }
  if (!judged.stop) shown.push(judged.end(finish === "length"));
  assert.equal(shown.join(""), judged.text, "what was shown stays");
  return { text: judged.text, stop: judged.stop, pieces: shown.filter((piece) => piece !== "") };
}

describe("a server's text", () => {
  it("is shown as it arrives", () => {
    const { text, stop, pieces } = arrive("The sea was calm. A gull cried", 50, "stop");
    assert.equal(stop, undefined);
    assert.equal(text, "The sea was calm. A gull cried");
    assert.equal(pieces.length, 7);
  });

  it("is over when it has begun to loop", () => {
    const sentence = "She looked at her watch again.";
    const { text, stop } = arrive(`${sentence} ${sentence} ${sentence} It rained.`, 50, "stop");
    assert.equal(stop, "repetition");
    assert.equal(text, `${sentence} ${sentence}`);
  });

  it("is over within a piece, too", () => {
    const judged = new JudgedText(endingsFor(CONTINUED, 50), 50);
    const sentence = "She looked at her watch again.";
    const shown = judged.push(`It rained. ${sentence} ${sentence} ${sentence} Then she left. `, 1);
    assert.equal(judged.stop, "repetition");
    assert.equal(shown, `It rained. ${sentence} ${sentence}`);
  });

  it("ends with a whole sentence when the server has no more room", () => {
    const words = "One was here. Two came in. Three sat down. Four went out. Five stayed";
    const { text, stop } = arrive(words, 14, "length");
    assert.equal(stop, "sentence");
    assert.equal(text, "One was here. Two came in. Three sat down. Four went out.");
  });

  it("stands as it is when the server sent several tokens in a piece", () => {
    const { text, stop } = arrive("One was here. Two came in. Three sat", 40, "length");
    assert.equal(stop, undefined);
    assert.equal(text, "One was here. Two came in. Three sat");
  });

  it("is left alone when the model ended where the room ends", () => {
    const words = "One was here. Two came in. Three sat down. Four went out. Five stayed";
    assert.equal(arrive(words, 14, "stop").text, words);
  });

  it("is not shortened when it is a rewrite", () => {
    const words = "One was here. Two came in. Three sat down. Four went out. Five stayed";
    const { text, stop } = arrive(words, 14, "length", { mode: "rewrite", text: words });
    assert.equal(stop, undefined);
    assert.equal(text, words);
  });
});
