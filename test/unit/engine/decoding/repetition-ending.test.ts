import assert from "node:assert/strict";
import { Repetition, returnsIn } from "../../../../src/engine/decoding/repetition-ending.js";
import { recital, type Written, write } from "./scripted-model.js";

/** Lets a model recite a text in small pieces, which may loop. */
function recite(text: string, mayReturn?: (said: string) => boolean): Promise<Written> {
  const pieces = text.match(/\s?[^\s]{1,5}|\s/gu) ?? [];
  return write(recital(pieces), { endings: [new Repetition(mayReturn)] }, { limit: 2000 });
}

/** What is left of a text that loops. */
async function ended(text: string): Promise<string> {
  const written = await recite(text);
  assert.equal(written.stop, "repetition");
  assert.equal(written.pieces.join(""), written.text, "what was shown stays");
  return written.text;
}

async function isLeftAlone(text: string): Promise<void> {
  const written = await recite(text);
  assert.equal(written.stop, "end");
  assert.equal(written.text, text);
  assert.equal(written.pieces.join(""), text);
}

const stanza = (verse: string) =>
  `The ${verse} goes down to the shore\nAnd nobody follows it there\n`;

describe("a text that has begun to loop", () => {
  it("ends before a sentence that comes for the third time", async () => {
    const sentence = "She looked at her watch again.";
    assert.equal(
      await ended(`It was late. ${sentence} ${sentence} ${sentence} ${sentence}`),
      `It was late. ${sentence} ${sentence}`,
    );
  });

  it("ends before a line that comes for the third time, whatever its mark and case", async () => {
    assert.equal(
      await ended("To pack:\n\n- A warm coat\n- A WARM  coat\n* a warm coat\n- a warm coat\n"),
      "To pack:\n\n- A warm coat\n- A WARM  coat",
    );
    assert.equal(
      await ended("1. Open the door\n2. Open the door\n3. Open the door\n4. Open the door\n"),
      "1. Open the door\n2. Open the door",
    );
  });

  it("ends before the third round of several sentences or lines", async () => {
    const round = "He waited by the gate. Nobody came to open it. The rain went on. ";
    assert.equal(await ended(`${round}${round}${round}${round}`), `${round}${round}`.trim());
    const lines = "Peter said that I could meet Joanna.\n\nJoanna said no.\n\n";
    assert.equal(await ended(`${lines}${lines}${lines}${lines}`), `${lines}${lines}`.trim());
  });

  it("ends a sentence that returns in prose with little new between", async () => {
    const sentence = "The captain had gone to bed.";
    assert.equal(
      await ended(`${sentence} A gull cried. ${sentence} A light moved. ${sentence} And so on.`),
      `${sentence} A gull cried. ${sentence} A light moved.`,
    );
  });

  it("ends what is written without spaces", async () => {
    assert.equal(
      await ended(
        "彼は静かに窓の外を見ていた。彼は静かに窓の外を見ていた。彼は静かに窓の外を見ていた。彼は",
      ),
      "彼は静かに窓の外を見ていた。彼は静かに窓の外を見ていた。",
    );
  });

  it("ends when the model ends with the third time", async () => {
    assert.equal(
      await ended("It went on raining. It went on raining. It went on raining."),
      "It went on raining. It went on raining.",
    );
  });

  it("ends a long run of tiny ones", async () => {
    assert.equal(await ended("Yes. ".repeat(40)), "Yes. ".repeat(12).trim());
    assert.equal(await ended("---\n".repeat(40)), "---\n".repeat(12).trim());
  });

  it("shows nothing of the third time, and all else at once", async () => {
    const sentence = "She looked at her watch again.";
    const { pieces } = await recite(
      `${sentence} ${sentence} She looked at the sea. Then she left.`,
    );
    assert.deepEqual(pieces.slice(0, 3), ["She", " looke", "d"]);
    assert.ok(!pieces.includes(" look", 14), "held back until it is another sentence");
    assert.ok(pieces.includes(" She looked at the"));
  });
});

describe("what is no loop", () => {
  it("is a refrain", async () => {
    const refrain = "Row on, my friend, row on\nThe night is long and wide\n\n";
    const verses = ["moon", "wind", "road", "bell"].map((verse) => `${stanza(verse)}${refrain}`);
    await isLeftAlone(verses.join(""));
  });

  it("is a line that other lines return to", async () => {
    await isLeftAlone(
      "Who broke the jug?\nI do not know it.\nWho left the door?\nI do not know it.\nWho ate the bread?\nI do not know it.\n",
    );
  });

  it("is what is tiny", async () => {
    await isLeftAlone("Yes. Yes. Yes. She was sure.\n\n---\n\n---\n\n---\n\n***\n");
    await isLeftAlone("No.\n\nNo.\n\nNo.\n\nNo.\n");
  });

  it("is code", async () => {
    await isLeftAlone(
      [1, 2, 3, 4, 5]
        .map((n) => `file${n}, err := open("${n}")\nif err != nil {\n\treturn nil, err\n}\n`)
        .join(""),
    );
    await isLeftAlone("for (;;) {\n  for (;;) {\n    for (;;) {\n    }\n  }\n}\n}\n}\n");
  });

  it("is a table", async () => {
    await isLeftAlone(
      "| day | open |\n|---|---|\n| Monday | 8 to 17 |\n| Tuesday | 8 to 17 |\n| Wednesday | 8 to 17 |\n|---|---|\n|---|---|\n",
    );
  });

  it("is a sentence that comes back after much that is new", async () => {
    const said = "I have never been back to that house.";
    const others = ["We left in May.", "The boat was slow.", "My aunt met us.", "It was hot."];
    await isLeftAlone([said, ...others, said, ...others.map((o) => `Later ${o}`), said].join(" "));
  });

  it("is what the person asked to return", async () => {
    const line = "I will not talk in class.";
    const wanted = returnsIn({ mode: "write", instruction: `Write ten times: ${line}` });
    const text = `${line}\n`.repeat(10);
    assert.equal((await recite(text, wanted)).text, text);
    const twice = returnsIn({ mode: "rewrite", text: `${line} ${line} And I mean it.` });
    assert.equal((await recite(text, twice)).text, text);
    const once = returnsIn({ mode: "rewrite", text: `${line} And I mean it.` });
    assert.equal((await recite(text, once)).stop, "repetition");
    const continued = returnsIn({ mode: "continue", text: line });
    assert.equal((await recite(text, continued)).stop, "repetition");
  });
});
