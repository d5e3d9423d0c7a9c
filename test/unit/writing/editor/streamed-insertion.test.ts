import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Interruption,
  StreamedInsertion,
} from "../../../../src/writing/editor/streamed-insertion.js";
import { FakeDocument } from "../passages/fake-document.js";

const atOnce = { next: async () => {}, typed: () => {}, end: () => {} };

/** An insertion into `document`, at its end unless told otherwise. */
function insertInto(document: FakeDocument, offset = document.text.length) {
  const interruptions: Interruption[] = [];
  const insertion = new StreamedInsertion(document, offset, atOnce, (why) =>
    interruptions.push(why),
  );
  document.onChange = (change) => insertion.documentChanged(change);
  return { insertion, interruptions };
}

/** Lets everything that is under way happen. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("StreamedInsertion", () => {
  it("writes the pieces in order, as one undo step", async () => {
    const document = new FakeDocument("before ");
    const { insertion } = insertInto(document);
    for (const piece of ["one", " two", " three"]) {
      insertion.push(piece);
      await settle();
    }
    await insertion.finish();
    assert.equal(document.text, "before one two three");
    assert.equal(document.undoSteps, 1);
  });

  it("begins a new step for an edit that follows it", async () => {
    const document = new FakeDocument("");
    const { insertion } = insertInto(document);
    insertion.push("text");
    await insertion.finish();
    const another = insertInto(document);
    another.insertion.push(" more");
    await another.insertion.finish();
    document.undo();
    assert.equal(document.text, "text");
  });

  it("takes text along that arrives while an edit is under way", async () => {
    const document = new FakeDocument("");
    const { insertion } = insertInto(document);
    let edits = 0;
    document.meanwhile = () => {
      edits += 1;
      if (edits === 1) for (const piece of "bcdefgh") insertion.push(piece);
    };
    insertion.push("a");
    await insertion.finish();
    assert.equal(document.text, "abcdefgh");
    assert.equal(edits, 2, "the first piece, and all others");
  });

  it("writes what has arrived together when its pace lets it, and all that is left at the end", async () => {
    const document = new FakeDocument("");
    let go: () => void = () => {};
    let hasEnded = false;
    const insertion = new StreamedInsertion(document, 0, {
      next: () =>
        new Promise((resolve) => {
          if (hasEnded) resolve();
          else go = resolve;
        }),
      typed: () => {},
      end: () => {
        hasEnded = true;
        go();
      },
    });
    document.onChange = (change) => insertion.documentChanged(change);
    insertion.push("one");
    await settle();
    insertion.push(" two");
    await settle();
    assert.equal(document.text, "");
    go();
    await settle();
    assert.equal(document.text, "one two");
    insertion.push(" three");
    await settle();
    assert.equal(document.text, "one two");
    await insertion.finish();
    assert.equal(document.text, "one two three");
  });

  it("tells its pace of a person's changes, and of none of its own", async () => {
    const document = new FakeDocument("top\n");
    let typed = 0;
    const pace = { ...atOnce, typed: () => (typed += 1) };
    const insertion = new StreamedInsertion(document, 4, pace);
    document.onChange = (change) => insertion.documentChanged(change);
    insertion.push("text");
    await settle();
    assert.equal(typed, 0);
    document.type({ offset: 0, length: 0, text: "x" });
    assert.equal(typed, 1);
    await insertion.finish();
  });

  it("writes a piece that arrives in the very instant the writing ends", async () => {
    for (let instants = 0; instants < 20; instants += 1) {
      const document = new FakeDocument("");
      const { insertion } = insertInto(document);
      insertion.push("a");
      for (let passed = 0; passed < instants; passed += 1) await Promise.resolve();
      insertion.push("b");
      await settle();
      assert.equal(document.text, "ab", `after ${instants} instants`);
    }
  });

  it("goes on where its text is after a person typed above", async () => {
    const document = new FakeDocument("top\nbottom");
    const { insertion } = insertInto(document);
    insertion.push(" one");
    await settle();
    document.type({ offset: 3, length: 0, text: " line" });
    insertion.push(" two");
    await insertion.finish();
    assert.equal(document.text, "top line\nbottom one two");
  });

  it("keeps a person's words at its end together, behind it", async () => {
    const document = new FakeDocument("");
    const { insertion } = insertInto(document);
    insertion.push("one");
    await settle();
    for (const key of "mine") {
      document.type({ offset: document.text.length, length: 0, text: key });
      insertion.push(" more");
      await settle();
    }
    await insertion.finish();
    assert.equal(document.text, "one more more more moremine");
  });

  it("tries an edit again that a person's typing has overtaken", async () => {
    const document = new FakeDocument("text");
    const { insertion } = insertInto(document);
    let keys = 3;
    document.meanwhile = () => {
      keys -= 1;
      if (keys >= 0) document.type({ offset: 0, length: 0, text: "x" });
    };
    insertion.push(" goes on");
    await insertion.finish();
    assert.equal(document.text, "xxxtext goes on");
  });

  it("never mixes a person's typing into its own undo steps", async () => {
    const document = new FakeDocument("");
    const { insertion } = insertInto(document);
    insertion.push("one");
    await settle();
    document.type({ offset: 0, length: 0, text: "mine " });
    insertion.push(" two");
    await insertion.finish();
    const seen = [document.text];
    for (let undos = 0; undos < 3; undos += 1) {
      document.undo();
      seen.push(document.text);
    }
    assert.deepEqual(seen, ["mine one two", "mine one", "one", ""]);
  });

  it("leaves no empty undo step behind", async () => {
    const document = new FakeDocument("");
    const { insertion } = insertInto(document);
    insertion.push("one");
    await settle();
    document.type({ offset: 0, length: 0, text: "mine " });
    await insertion.finish();
    assert.equal(document.undoSteps, 2, "the stream's and the person's");

    const saved = new FakeDocument("");
    const another = insertInto(saved);
    another.insertion.push("one");
    await settle();
    saved.save();
    // Of a save, or a move of the cursor, which both end the step, the stream may hear too late.
    await another.insertion.finish();
    assert.equal(saved.undoSteps, 1, "the stream's");
  });

  it("stops when its text is undone, and writes nothing more", async () => {
    const document = new FakeDocument("before");
    const { insertion, interruptions } = insertInto(document);
    insertion.push(" one");
    await settle();
    document.undo();
    insertion.push(" two");
    await insertion.finish();
    assert.equal(document.text, "before");
    assert.deepEqual(interruptions, ["undone"]);
    assert.equal(insertion.unwritten, "");
  });

  it("goes on when a person undoes their own edit elsewhere", async () => {
    const document = new FakeDocument("before");
    const { insertion, interruptions } = insertInto(document);
    insertion.push(" one");
    await settle();
    document.type({ offset: 0, length: 0, text: "mine " });
    document.undo();
    insertion.push(" two");
    await insertion.finish();
    assert.equal(document.text, "before one two");
    assert.deepEqual(interruptions, []);
  });

  it("stops when a person deletes its text", async () => {
    const document = new FakeDocument("before");
    const { insertion, interruptions } = insertInto(document);
    insertion.push(" one");
    await settle();
    document.type({ offset: 0, length: document.text.length, text: "" });
    insertion.push(" two");
    await insertion.finish();
    assert.equal(document.text, "");
    assert.deepEqual(interruptions, ["removed"]);
  });

  it("waits while no editor shows the document", async () => {
    const document = new FakeDocument("");
    const { insertion } = insertInto(document);
    document.obstacles.push("hidden", "hidden");
    insertion.push("one");
    await settle();
    insertion.push(" two");
    await settle();
    assert.equal(document.text, "");
    insertion.shown();
    await settle();
    assert.equal(document.text, "one two");
    await insertion.finish();
  });

  it("at its end writes into a document that no editor shows", async () => {
    const document = new FakeDocument("");
    const { insertion } = insertInto(document);
    document.obstacles.push("hidden", "hidden");
    insertion.push("one");
    await settle();
    await insertion.finish();
    assert.equal(document.text, "one");
  });

  it("keeps what could not go into a document out of view that may be read-only", async () => {
    const document = new FakeDocument("");
    document.isKnownToTakeText = false;
    const { insertion, interruptions } = insertInto(document);
    document.obstacles.push("hidden", "hidden");
    insertion.push("one");
    await settle();
    assert.deepEqual(interruptions, []);
    await insertion.finish();
    assert.equal(document.text, "");
    assert.equal(insertion.unwritten, "one");
    assert.deepEqual(interruptions, ["hidden"]);
  });

  it("keeps what a closed document could not take", async () => {
    const document = new FakeDocument("");
    const { insertion, interruptions } = insertInto(document);
    insertion.push("one");
    await settle();
    insertion.closed();
    insertion.push(" two");
    insertion.push(" three");
    await insertion.finish();
    assert.equal(document.text, "one");
    assert.equal(insertion.unwritten, " two three");
    assert.deepEqual(interruptions, ["closed"]);
  });

  it("sees that a document is read-only when an accepted edit changes nothing", async () => {
    const document = new FakeDocument("");
    const { insertion, interruptions } = insertInto(document);
    document.ignoresEdits = true;
    insertion.push("one");
    await insertion.finish();
    assert.deepEqual(interruptions, ["read-only"]);
    assert.equal(insertion.unwritten, "one");
  });

  it("writes the document's own line endings, also when one arrives in halves", async () => {
    const document = new FakeDocument("");
    document.lineEnding = "\r\n";
    const { insertion } = insertInto(document);
    for (const piece of ["a\n", "b\r", "\nc\r", "d"]) {
      insertion.push(piece);
      await settle();
    }
    await insertion.finish();
    assert.equal(document.text, "a\r\nb\r\nc\r\nd");
  });

  it("writes a character that arrives in halves when it is whole", async () => {
    const document = new FakeDocument("");
    const { insertion } = insertInto(document);
    insertion.push("a\ud83d");
    await settle();
    assert.equal(document.text, "a");
    insertion.push("\udea2");
    await insertion.finish();
    assert.equal(document.text, "a\u{1f6a2}");
  });

  it("loses no character, whatever a person does elsewhere meanwhile", async () => {
    const piece = fc.record({ kind: fc.constant("piece" as const), text: fc.string() });
    const typing = fc.record({
      kind: fc.constant("type" as const),
      where: fc.double({ min: 0, max: 1, noNaN: true }),
      above: fc.boolean(),
      text: fc.string({ minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, typing)), async (events) => {
        const document = new FakeDocument("above|below");
        const { insertion } = insertInto(document, "above|".length);
        let [above, streamed, below] = ["above|", "", "below"];
        for (const event of events) {
          if (event.kind === "piece") {
            streamed += event.text.replace(/\r\n|\r/g, "\n");
            insertion.push(event.text.replace(/\r/g, "\n"));
            if (event.text.length % 2 === 0) await settle();
          } else {
            const side = event.above ? above : below;
            // Not at the stream's own place, where typing comes behind it.
            const at = Math.floor(event.where * (side.length - 1));
            const typed = side.slice(0, at) + event.text + side.slice(at);
            const start = event.above ? 0 : document.text.length - below.length;
            document.type({ offset: start + at, length: 0, text: event.text });
            if (event.above) above = typed;
            else below = typed;
          }
        }
        await insertion.finish();
        assert.equal(document.text, above + streamed + below);
      }),
    );
  });
});
