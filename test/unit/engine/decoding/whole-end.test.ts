import assert from "node:assert/strict";
import { WholeEnd, wholeEnd } from "../../../../src/engine/decoding/whole-end.js";
import { Ban } from "../../../../src/engine/guarantees/ban.js";
import { SentenceCount } from "../../../../src/engine/guarantees/sentence-count.js";
import { recital, type Written, write } from "./scripted-model.js";

/** Lets a model recite a text word by word, as far as the limit lets it. */
function recite(text: string, limit: number, guarantees: (Ban | SentenceCount)[] = []) {
  const words = text.match(/\s?[^\s]+|\s/gu) ?? [];
  return write(recital(words), { guarantees, endings: [new WholeEnd(limit)] }, { limit });
}

const shown = ({ pieces }: Written) => pieces.join("");

describe("a text that has no more room", () => {
  const text = "The sea was calm at noon. The boats lay still. A gull cried over the pier. Then it";

  it("ends with its last whole sentence, when that costs less than a fifth", async () => {
    const written = await recite(`${text} flew on and on`, 18);
    assert.equal(written.stop, "sentence");
    assert.equal(
      written.text,
      "The sea was calm at noon. The boats lay still. A gull cried over the pier.",
    );
    assert.equal(shown(written), written.text, "what was shown stays");
    assert.equal(written.length, 16);
  });

  it("is cut off where it stands, when that costs more", async () => {
    const written = await recite(
      "It rained. And then the old man who had come by the first boat",
      13,
    );
    assert.equal(written.stop, "length");
    assert.equal(written.text, "It rained. And then the old man who had come by the first");
    assert.equal(shown(written), written.text);
  });

  it("ends with a sentence that is whole already", async () => {
    const written = await recite(`${text} flew`, 16);
    assert.equal(written.stop, "sentence");
    assert.match(written.text, /pier\.$/);
  });

  it("is left alone when the model ends before", async () => {
    const written = await recite(text, 200);
    assert.equal(written.stop, "end");
    assert.equal(written.text, text);
  });

  it("shows all but what it may drop at once", async () => {
    const { pieces } = await recite(`${text} flew on and on`, 18);
    assert.equal(pieces.length, 15);
    assert.deepEqual(pieces.slice(0, 14).join(""), text.slice(0, text.indexOf(" the pier")));
  });

  it("shows its first token even if it may have few", async () => {
    for (const limit of [1, 2, 3]) {
      const { pieces } = await recite("Hello there my friend", limit);
      assert.equal(pieces[0], "Hello");
    }
  });

  it("shows a sentence of its last fifth when the next has begun", async () => {
    const sentences = "One was here. Two came in. Three sat down. Four went out. Five stayed on.";
    const { pieces, text: all } = await recite(`${sentences} Six left now. Seven did`, 20);
    assert.equal(all, `${sentences} Six left now.`);
    assert.equal(pieces.length, 16);
    assert.equal(pieces.at(-1), " Six left now.");
  });

  it("keeps what a guarantee asks for", async () => {
    const count = () => new SentenceCount("count", 3, Number.POSITIVE_INFINITY);
    const broken = await recite("Ann saw it. Bob saw it too. Carl", 7, [count()]);
    assert.equal(broken.stop, "length");
    const held = await recite("Ann saw it. Bob saw it. Carl saw it. Dora", 10, [count()]);
    assert.equal(held.stop, "sentence");
    assert.equal(held.text, "Ann saw it. Bob saw it. Carl saw it.");
    const banned = await recite(`${text} flew`, 18, [new Ban("ban", ["gull"])]);
    assert.ok(!banned.text.includes("gull"));
  });
});

describe("the last whole end of a text", () => {
  const whole = (text: string) => text.slice(0, wholeEnd(text, true));

  it("is that of a sentence, with the marks that belong to it", () => {
    assert.equal(whole("He said: “Stop!” And then"), "He said: “Stop!”");
    assert.equal(whole("It was *over.* But"), "It was *over.*");
    assert.equal(whole("See Dr. Brown at 3.5 Mill Road"), "");
    assert.equal(whole("It cost 3.5 pounds. Dr. Brown"), "It cost 3.5 pounds.");
  });

  it("is found in other languages", () => {
    assert.equal(whole("海很平静。船静静地停着。一只海鸥在"), "海很平静。船静静地停着。");
    assert.equal(whole("「行こう。」と彼は言った。それから"), "「行こう。」と彼は言った。");
    assert.equal(whole("¿Vienes mañana? Claro que sí. Pero si"), "¿Vienes mañana? Claro que sí.");
    assert.equal(whole("यह नदी है। वह घर"), "यह नदी है।");
    assert.equal(whole("هل تأتي؟ ربما"), "هل تأتي؟");
  });

  it("is that of a line in a list, in code and in a poem", () => {
    assert.equal(whole("To pack:\n- a coat\n- two pairs of sh"), "To pack:\n- a coat");
    assert.equal(whole("def f(x):\n    y = x + 1\n    retur"), "def f(x):\n    y = x + 1");
    assert.equal(
      whole("The wind is low\nThe lamps are lit\nAnd no"),
      "The wind is low\nThe lamps are lit",
    );
  });

  it("is none where a line only announces others", () => {
    assert.equal(whole("It is done.\n\n## Next steps\n\nFirst"), "It is done.");
    assert.equal(whole("It is done.\n\nYou need:\n- an"), "It is done.");
    assert.equal(whole("It is done.\n\n**Next**\n\nYou"), "It is done.");
  });

  it("is none where a line of prose was broken to fit", () => {
    const line = "The boats lay still in the harbour while the old men mended nets and";
    assert.equal(whole(`It was noon. ${line}\ntalked of`), "It was noon.");
  });
});
