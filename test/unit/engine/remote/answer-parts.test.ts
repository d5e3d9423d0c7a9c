import assert from "node:assert/strict";
import { type AnswerPart, AnswerParts } from "../../../../src/engine/remote/answer-parts.js";
import { chatPiece, event } from "../../../support/openai-server.js";

/** What comes of an answer that arrives in these pieces. */
function read(...pieces: string[]): AnswerPart[] {
  const answer = new AnswerParts("host", "secret");
  return [...pieces.flatMap((piece) => answer.push(piece)), ...answer.end()];
}

const stream =
  `: ping\r\n\r\n${event(chatPiece("<think>A } fox?"))}${event(chatPiece('</think>\n\nA \\"fo'))}` +
  `data: ${JSON.stringify(chatPiece("x]."), undefined, 1).replaceAll("\n", "\r\ndata: ")}\r\n\r\n` +
  `${event(chatPiece("", "stop"))}${event({ choices: [], usage: { completion_tokens: 9 } })}`;

describe("an answer", () => {
  it("is the same in whichever pieces it arrives", () => {
    const textIn = (parts: AnswerPart[]) =>
      parts.map((part) => ("text" in part ? part.text : "")).join("");
    for (let size = 1; size < stream.length; size++) {
      const pieces = stream.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      const parts = read(...pieces);
      assert.equal(textIn(parts), 'A \\"fox].', `in pieces of ${size}`);
      assert.deepEqual(parts.at(-1), { end: { how: "finished", completionTokens: 9 } });
    }
  });

  it("shows each piece with its last character", () => {
    const answer = new AnswerParts("host", undefined);
    const line = `data: ${JSON.stringify(chatPiece("A fox"))}`;
    assert.deepEqual(answer.push(line), []);
    assert.deepEqual(answer.push("\n"), [{ text: "A fox" }]);
  });

  it("holds nothing behind its end", () => {
    const parts = read(event("[DONE]"), event(chatPiece("A fox")));
    assert.equal(parts.length, 1);
  });

  it("names no key in what it says of its failure", () => {
    const [last] = read(event({ error: "secret is wrong" }));
    assert.ok(last && "end" in last);
    assert.equal(last.end.failure?.message, "host failed: *** is wrong.");
  });
});
