import assert from "node:assert/strict";
import type { EngineClient, RequestHandlers } from "../../../../src/engine/api/client.js";
import type { GenerateRequest } from "../../../../src/engine/api/protocol.js";
import { oneSentence } from "../../../../src/writing/suggestions/one-sentence.js";
import {
  finishedSentence,
  isInsideWord,
  wholeWords,
} from "../../../../src/writing/suggestions/sentence-end.js";

describe("the place of a suggestion", () => {
  it("is in the middle of a word only with word characters on both sides", () => {
    for (const [before, after] of [
      ["har", "bour"],
      ["na\u0308", "her"],
      ["船", "が"],
      ["snake_", "case"],
    ] as const) {
      assert.ok(isInsideWord(before, after), `${before}|${after}`);
    }
    for (const [before, after] of [
      ["harbour", ""],
      ["harbour", " is"],
      ["harbour ", "is"],
      ["(", "harbour"],
      ["harbour", "."],
      ["", "harbour"],
    ] as const) {
      assert.ok(!isInsideWord(before, after), `${before}|${after}`);
    }
  });
});

describe("the end of a suggestion", () => {
  it("is the end of the first sentence, once another begins", () => {
    assert.equal(finishedSentence(" The ship sails."), undefined);
    assert.equal(finishedSentence(" The ship sails. I"), " The ship sails.");
    assert.equal(finishedSentence("\n\nIt sails (late). He"), "\n\nIt sails (late).");
    assert.equal(finishedSentence("船が出る。海"), "船が出る。");
    assert.equal(finishedSentence(" 3.5 metres of wat"), undefined);
    assert.equal(finishedSentence("- one\n- two"), "- one");
    assert.equal(finishedSentence("\n\n"), undefined);
  });

  it("leaves out a word that may have been cut off", () => {
    assert.equal(wholeWords(" the long har"), " the long");
    assert.equal(wholeWords("harbour"), "harbour");
  });
});

describe("one sentence from the engine", () => {
  const request = {} as GenerateRequest;

  /** An engine that sends pieces until it is told to stop. */
  function engineOf(pieces: string[], stop: "end" | "length") {
    const sent: string[] = [];
    const engine = {
      async request(_request: GenerateRequest, { onText, signal }: RequestHandlers) {
        for (const piece of pieces) {
          if (signal?.aborted) break;
          sent.push(piece);
          onText?.(piece, 0);
        }
        return { status: "done", result: { texts: [{ stop }] } };
      },
    } as unknown as Pick<EngineClient, "request">;
    return { engine, sent };
  }

  it("stops the engine where the sentence ends", async () => {
    const { engine, sent } = engineOf([" It", " rains", ".", " So", " we", " wait"], "length");
    const text = await oneSentence(engine, request, new AbortController().signal);
    assert.equal(text, " It rains.");
    assert.deepEqual(sent, [" It", " rains", ".", " So"]);
  });

  it("ends a long sentence after a word, and a finished text with its last character", async () => {
    const { signal } = new AbortController();
    const long = engineOf([" It", " rains", " and", " sno"], "length");
    assert.equal(await oneSentence(long.engine, request, signal), " It rains and");
    const finished = engineOf([" It", " rains", "\n"], "end");
    assert.equal(await oneSentence(finished.engine, request, signal), " It rains");
  });

  it("is nothing when it was stopped from outside", async () => {
    const { engine } = engineOf([" It rains. So"], "end");
    assert.equal(await oneSentence(engine, request, AbortSignal.abort()), undefined);
  });
});
