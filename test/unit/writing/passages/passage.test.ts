import assert from "node:assert/strict";
import fc from "fast-check";
import type { GeneratedText, GenerateRequest } from "../../../../src/engine/api/protocol.js";
import type { Passage } from "../../../../src/writing/passages/passage.js";
import { PassageDocument, WholeStream } from "./passage-document.js";

const request: GenerateRequest = {
  kind: "generate",
  model: "model.gguf",
  prompt: { mode: "rewrite", text: "" },
  selection: { constraints: [], tell: false },
  strengths: [1],
  controlVectors: [],
  sampling: { temperature: 0.7, seed: 1, maxTokens: 100 },
};

function generated(text: string): GeneratedText {
  const receipt = { lines: [], held: 0, failed: 0 };
  const report = { steering: [], guarantees: [], receipt } as unknown as GeneratedText;
  return { ...report, strength: 1, text, tokens: 1, stop: "end" };
}

/** Streams `text` into the passage as its next candidate. */
async function write(document: PassageDocument, passage: Passage, text: string): Promise<void> {
  const stream = await passage.receive((place) => new WholeStream(document, place));
  assert.ok(stream, "the passage has no room");
  await stream.write(text);
  await passage.received([generated(text)], request);
}

/** A document in which "old text" is being rewritten to "new words". */
async function reviewed(text = "Some old text here.", original = "old text") {
  const document = new PassageDocument(text);
  const passage = document.passage(original);
  await write(document, passage, "new words");
  return { document, passage };
}

describe("a passage that rewrites", () => {
  it("stands beside the original until it is accepted", async () => {
    const { document, passage } = await reviewed();
    assert.equal(document.text, "Some old text new words here.");
    assert.equal(passage.shownText, "new words");
    assert.ok(await passage.accept());
    assert.equal(document.text, "Some new words here.");
    assert.ok(passage.isOver);
  });

  it("leaves the document as before when it is rejected", async () => {
    const { document, passage } = await reviewed();
    assert.ok(await passage.reject());
    assert.equal(document.text, "Some old text here.");
    assert.ok(passage.isOver);
  });

  it("is one step of the undo history, its acceptance included", async () => {
    const { document, passage } = await reviewed();
    await write(document, passage, "other words");
    await passage.show(0);
    await passage.accept();
    document.undo();
    assert.equal(document.text, "Some old text here.");
  });

  it("never shares a step with a person's typing, and still goes with one undo", async () => {
    const { document, passage } = await reviewed();
    document.type(0, "Well: ");
    await passage.accept();
    const seen = [document.text];
    for (let undos = 0; undos < 4; undos += 1) {
      document.undo();
      seen.push(document.text);
    }
    assert.deepEqual(seen, [
      "Well: Some new words here.",
      "Well: Some old text here.",
      "Well: Some old text new words here.",
      "Some old text new words here.",
      "Some old text here.",
    ]);
  });

  it("goes with one undo although the document was saved meanwhile", async () => {
    const { document, passage } = await reviewed();
    document.save();
    await write(document, passage, "other words");
    document.save();
    await passage.accept();
    assert.equal(document.text, "Some other words here.");
    document.undo();
    assert.equal(document.text, "Some old text here.");
  });

  it("is over when it is undone, and the document as before", async () => {
    const { document, passage } = await reviewed();
    document.undo();
    assert.equal(document.text, "Some old text here.");
    assert.ok(passage.isOver);
    assert.equal(await passage.accept(), false);
    assert.equal(document.text, "Some old text here.");
  });

  it("keeps what a person types around and between the texts", async () => {
    for (const [act, expected] of [
      ["accept", "[a]Some [b]new words[c][d] here."],
      ["reject", "[a]Some [b]old text[c][d] here."],
    ] as const) {
      const { document, passage } = await reviewed();
      const marks = [
        ["[d]", document.text.indexOf(" here")],
        ["[c]", document.text.indexOf(" new")],
        ["[b]", document.text.indexOf("old")],
        ["[a]", 0],
      ] as const;
      for (const [text, offset] of marks) document.type(offset, text);
      assert.ok(await passage[act]());
      assert.equal(document.text, expected);
    }
  });

  it("takes along what a person types inside the new text", async () => {
    const { document, passage } = await reviewed();
    document.type(document.text.indexOf("words"), "and better ");
    assert.equal(passage.shownText, "new and better words");
    await passage.accept();
    assert.equal(document.text, "Some new and better words here.");
  });

  it("counts what a person types inside the original to the original, and an undo brings it back", async () => {
    const { document, passage } = await reviewed();
    document.type(document.text.indexOf("text"), "long ");
    assert.equal(passage.original?.text, "old long text");
    await passage.accept();
    assert.equal(document.text, "Some new words here.");
    document.undo();
    assert.equal(document.text, "Some old long text here.");
  });

  it("is over when a person deletes either text", async () => {
    for (const deleted of ["old text", " new words"]) {
      const { document, passage } = await reviewed();
      document.type(document.text.indexOf(deleted), "", deleted.length);
      assert.ok(passage.isOver);
    }
  });

  it("keeps a separator only as long as both texts are there", async () => {
    const document = new PassageDocument("First.\r\n\r\nSecond.");
    document.lineEnding = "\r\n";
    const passage = document.passage("First.", "\n\n");
    await write(document, passage, "One.");
    assert.equal(document.text, "First.\r\n\r\nOne.\r\n\r\nSecond.");
    await passage.accept();
    assert.equal(document.text, "One.\r\n\r\nSecond.");
  });

  it("tries again when a person's typing overtakes an acceptance", async () => {
    const { document, passage } = await reviewed();
    document.meanwhile = () => document.type(0, "Well: ");
    assert.ok(await passage.accept());
    assert.equal(document.text, "Well: Some new words here.");
  });

  it("says that a read-only document cannot be changed, and goes on waiting", async () => {
    const { document, passage } = await reviewed();
    document.ignoresEdits = true;
    assert.equal(await passage.accept(), false);
    assert.equal(passage.isOver, false);
    document.ignoresEdits = false;
    assert.ok(await passage.accept());
  });

  it("is accepted once, however often that is asked for", async () => {
    const { document, passage } = await reviewed();
    const results = await Promise.all([passage.accept(), passage.accept(), passage.reject()]);
    assert.deepEqual(results, [true, false, false]);
    assert.equal(document.text, "Some new words here.");
  });

  it("takes no decision while a candidate is being written", async () => {
    const { document, passage } = await reviewed();
    const stream = await passage.receive((place) => new WholeStream(document, place));
    await stream?.write("half");
    assert.equal(await passage.accept(), false);
    assert.equal(document.text, "Some old text half here.");
    await passage.received([], request);
    assert.equal(document.text, "Some old text new words here.");
  });

  it("is over when nothing was written for it", async () => {
    const document = new PassageDocument("Some old text here.");
    const passage = document.passage("old text");
    await passage.receive((place) => new WholeStream(document, place));
    await passage.received([], request);
    assert.equal(document.text, "Some old text here.");
    assert.ok(passage.isOver);
  });

  it("cannot be accepted without what must be kept, unless a person puts it back", async () => {
    const original = "See [the map](map.md) first.";
    const document = new PassageDocument(original);
    const passage = document.passage(original, "\n\n");
    await write(document, passage, "First look.");
    assert.deepEqual(
      passage.lost.map(({ kind, text }) => [kind, text]),
      [["link", "[the map](map.md)"]],
    );
    assert.equal(await passage.accept(), false);
    assert.equal(document.text, `${original}\n\nFirst look.`);
    document.type(document.text.length - 1, " at [the map](map.md)");
    assert.deepEqual(passage.lost, []);
    assert.ok(await passage.accept());
    assert.equal(document.text, "First look at [the map](map.md).");
  });

  it("leaves each other's texts alone when several wait in one document", async () => {
    const document = new PassageDocument("One. Two. Three.");
    const passages = ["One.", "Two.", "Three."].map((original) => document.passage(original));
    for (const [index, text] of ["1", "2", "3"].entries()) {
      await write(document, passages[index] as Passage, text);
    }
    assert.equal(document.text, "One. 1 Two. 2 Three. 3");
    await passages[1]?.reject();
    await passages[2]?.accept();
    await passages[0]?.accept();
    assert.equal(document.text, "1 Two. 3");
    document.undo();
    assert.equal(document.text, "One. Two. Three.");
  });
});

describe("acceptance sentence by sentence", () => {
  const original = "The ship came. It was late. We left.";
  const rewritten = "The boat came. It was very late. We left soon.";

  async function inReview() {
    const document = new PassageDocument(original);
    const passage = document.passage(original, "\n\n");
    await write(document, passage, rewritten);
    return { document, passage };
  }

  it("takes one after the other, the last one with the whole place", async () => {
    const { document, passage } = await inReview();
    const seen: string[] = [];
    while (!passage.isOver) {
      assert.ok(await passage.acceptSentence());
      seen.push(document.text);
    }
    assert.deepEqual(seen, [
      `The boat came. It was late. We left.\n\n${rewritten}`,
      `The boat came. It was very late. We left.\n\n${rewritten}`,
      rewritten,
    ]);
    document.undo();
    assert.equal(document.text, original);
  });

  it("takes the one at the cursor, in either text", async () => {
    const { document, passage } = await inReview();
    await passage.acceptSentence(document.text.lastIndexOf("very"));
    assert.equal(passage.original?.text, "The ship came. It was very late. We left.");
    await passage.acceptSentence(document.text.indexOf("We left."));
    assert.equal(passage.original?.text, "The ship came. It was very late. We left soon.");
  });

  it("keeps what was accepted when the rest is rejected", async () => {
    const { document, passage } = await inReview();
    await passage.acceptSentence();
    await passage.reject();
    assert.equal(document.text, "The boat came. It was late. We left.");
  });

  it("refuses a sentence without what must be kept, and takes the others", async () => {
    const text = "See [the map](map.md) first. It is late.";
    const document = new PassageDocument(text);
    const passage = document.passage(text, "\n\n");
    await write(document, passage, "See the map first. It is very late.");
    assert.equal(await passage.acceptSentence(0), false);
    assert.ok(await passage.acceptSentence(text.indexOf("It is")));
    assert.equal(passage.original?.text, "See [the map](map.md) first. It is very late.");
  });
});

describe("candidates of a passage", () => {
  it("are shown in place, the newest first", async () => {
    const { document, passage } = await reviewed();
    await write(document, passage, "other words");
    assert.equal(document.text, "Some old text other words here.");
    assert.equal(passage.shown, 1);
    await passage.show(0);
    assert.equal(document.text, "Some old text new words here.");
    assert.deepEqual([passage.shown, passage.candidates.length], [0, 2]);
  });

  it("come back as the person has left them", async () => {
    const { document, passage } = await reviewed();
    document.type(document.text.indexOf("words"), "and better ");
    await write(document, passage, "other words");
    await passage.show(0);
    assert.equal(document.text, "Some old text new and better words here.");
  });

  it("are known again after an undo", async () => {
    const { document, passage } = await reviewed();
    passage.add([generated("other words")], request);
    document.type(0, "Well: ");
    await passage.show(1);
    assert.equal(document.text, "Well: Some old text other words here.");
    document.undo();
    assert.equal(document.text, "Well: Some old text new words here.");
    assert.deepEqual([passage.isOver, passage.shown], [false, 0]);
    await passage.accept();
    assert.equal(document.text, "Well: Some new words here.");
  });

  it("need no acceptance where nothing is replaced, and can be taken out", async () => {
    const document = new PassageDocument("It began.");
    const passage = document.passage();
    await write(document, passage, " It went on.");
    assert.equal(document.text, "It began. It went on.");
    assert.deepEqual([passage.isRewrite, passage.original], [false, undefined]);
    await passage.reject();
    assert.equal(document.text, "It began.");
  });
});

describe("a passage among a person's edits", () => {
  const mark = fc.nat({ max: 9 }).map((number) => `<${number}>`);
  const act = fc.oneof(
    fc.record({ kind: fc.constant("type" as const), at: fc.nat({ max: 3 }), text: mark }),
    fc.record({ kind: fc.constantFrom("again", "previous", "undo", "sentence") }),
  );
  const marksIn = (text: string) => text.match(/<\d>/g)?.join("") ?? "";

  it("leaves every character of theirs, whatever is decided", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 8 }),
        fc.constantFrom("accept" as const, "reject" as const),
        async (acts, decision) => {
          const document = new PassageDocument("Before. Old text. After.");
          const passage = document.passage("Old text.");
          await write(document, passage, "New text.");
          for (const one of acts) {
            const { original, range } = passage;
            if (!original || !range) break;
            if (one.kind === "again") await write(document, passage, "Newer text.");
            else if (one.kind === "previous") await passage.show(0);
            else if (one.kind === "sentence") await passage.acceptSentence();
            else if (one.kind === "undo") document.undo();
            else if ("text" in one) {
              // Outside both texts, or right at their edges.
              const places = [0, original.start, original.end, range.end];
              document.type(places[one.at] as number, one.text);
            }
          }
          const typed = marksIn(document.text);
          await passage[decision]();
          assert.equal(marksIn(document.text), typed);
          assert.match(document.text, /^(<\d>)*Before\. .* After\.$/);
        },
      ),
    );
  });
});
