import assert from "node:assert/strict";
import fc from "fast-check";
import { forbiddenWords } from "../../../../src/constraints/families/keywords.js";
import { Ban } from "../../../../src/engine/guarantees/ban.js";
import {
  END,
  recital,
  type Script,
  table,
  type Written,
  write,
} from "../decoding/scripted-model.js";

const without = (...phrases: string[]) => ({ guarantees: [new Ban("ban", phrases)] });

/** The pieces make the text, which the verifier finds without the words. */
function assertClean({ text, pieces }: Written, ...phrases: string[]): void {
  assert.equal(pieces.join(""), text);
  const verdict = forbiddenWords.verify(text, { forbidden_words: phrases });
  assert.ok(verdict.held, `${verdict.reason} ${JSON.stringify(text)}`);
}

describe("A ban", () => {
  it("does nothing where the word does not appear", async () => {
    const script = recital(["The", " cata", "logue", " of", " con", "cat", "enation", "."]);
    const written = await write(script, without("cat"));
    const free = await write(script);
    assert.deepEqual(written.tokens, free.tokens);
    assert.deepEqual(written.interventions, [0]);
    assert.equal(written.rankings, 0);
    assertClean(written, "cat");
  });

  it("takes back a word over several tokens, to the token where it began", async () => {
    const script = table({
      "": ["The"],
      The: [" ca", " dog"],
      "The ca": ["t"],
      "The cat": [" sat"],
      "The dog": [" sat"],
      "The dog sat": ["."],
    });
    const written = await write(script, without("cat"));
    assert.equal(written.text, "The dog sat.");
    assert.deepEqual(written.interventions, [1]);
    assert.ok(written.pieces.every((piece) => !piece.includes("c")));
  });

  it("knows any case, accents however they are encoded, and phrases over lines", async () => {
    for (const [phrase, tokens] of [
      ["cat", ["A", " C", "AT", " sat"]],
      ["café", ["A", " cafe", "\u0301", " is"]],
      ["don't", ["I", " don", "’", "t", " go"]],
      ["New York", ["In", " new", "\n", "york", ","]],
    ] as const) {
      const written = await write(recital(tokens, [" tree"]), without(phrase));
      assert.equal(written.text, `${tokens[0]} tree`, phrase);
      assert.deepEqual(written.interventions, [1]);
      assertClean(written, phrase);
    }
  });

  it("is not over before the end of the text", async () => {
    const written = await write(table({ "": ["The"], The: [" cat", "re"] }), without("cat"));
    assert.equal(written.text, "There");
    assert.equal(written.stop, "end");
    assert.deepEqual(written.interventions, [1]);
  });

  it("takes back the first token of a text", async () => {
    const written = await write(
      table({ "": ["Cat", "Dog"], Cat: ["s", " x"], Cats: ["."], "Cats.": [" Cat"], Dog: ["."] }),
      without("cats"),
    );
    assert.equal(written.text, "Dog.");
    assert.equal(written.pieces[0], "Dog");
  });

  it("may end the text where the word would stand", async () => {
    const written = await write(table({ "": ["A"], A: [" cat", END] }), without("cat"));
    assert.equal(written.text, "A");
    assert.equal(written.stop, "end");
  });

  it("replaces a word that would be the last before the limit", async () => {
    const script = table({ "": ["A"], A: [" cat", " dog"], "A cat": ["!"], "A dog": ["!"] });
    const written = await write(script, without("cat"), { limit: 2 });
    assert.equal(written.text, "A dog");
    assert.equal(written.stop, "length");
    assert.equal(written.length, 2);
  });

  it("gives up trying single tokens after a few, and still keeps the word out", async () => {
    const spellings = ["cat", "Cat", "cAt", "caT", "CAt", "CaT", "cAT", "CAT"].map((x) => ` ${x}`);
    const halves = [" ca", " Ca", " cA", " CA", " c", " C"];
    const script: Script = (text) => {
      if (text === "A") return [...halves, ...spellings, " dog"];
      if (/c$/i.test(text)) return ["at"];
      if (/ca$/i.test(text)) return ["t"];
      return text.length > 8 ? [END] : text === "" ? ["A"] : [" sat"];
    };
    const written = await write(script, without("cat"));
    assert.equal(written.text, "A dog sat");
    // Six halves, two whole words; then whatever begins the word is passed over.
    assert.deepEqual(written.interventions, [8]);
    assertClean(written, "cat");
  });

  it("finds a word inside a word that it waits for", async () => {
    const written = await write(
      table({
        "": ["In"],
        In: [" new", " old"],
        "In new": [" york", " town"],
        "In new york": ["."],
        "In new town": ["."],
        "In old": [" york", " town"],
        "In old york": ["."],
        "In old town": ["."],
      }),
      without("new york", "york"),
    );
    assertClean(written, "new york", "york");
    assert.match(written.text, /town\.$/);
  });

  it("remembers what had begun before a word that was taken back", async () => {
    const script = table({
      "": ["b", "c"],
      b: [" b", " a"],
      "b b": [" a"],
      "b b a": ["."],
      "b a": ["."],
      c: ["."],
    });
    // With another word in the second one's place the first becomes the phrase, which had been settled by it.
    const written = await write(script, without("b a"));
    assertClean(written, "b a");
    assert.equal(written.text, "c.");
  });

  it("drops what is left of the word when it is stopped", async () => {
    const script = recital(["The", " black", " cat", " sat"]);
    const stopped = await write(script, without("cat"), { stopAfter: 3 });
    assert.equal(stopped.stop, "stopped");
    assert.equal(stopped.text, "The black");
    assertClean(stopped, "cat");
    // What could only have become the word stays.
    const half = await write(recital(["A", " ca", "t"]), without("cat"), { stopAfter: 2 });
    assert.equal(half.text, "A ca");
    assertClean(half, "cat");
  });

  it("handles characters that are spread over tokens", async () => {
    const script = table({
      "": ["Ein"],
      Ein: [" "],
      "Ein ": ["<c3>", "Baum"],
      "Ein \uFFFD": ["<a4>"],
      "Ein ä": ["pfel"],
      "Ein äpfel": ["."],
      "Ein Baum": ["."],
    });
    const free = await write(script);
    assert.equal(free.text, "Ein äpfel.");
    assert.deepEqual(free.pieces, ["Ein", " ", "ä", "pfel", "."]);
    const written = await write(script, without("Äpfel"));
    assert.equal(written.text, "Ein Baum.");
    assert.deepEqual(written.interventions, [1]);
    assertClean(written, "Äpfel");
  });

  it("writes what a search writes that forbids the token from the start", () => {
    const words = ["a", "b", " ", "A", "ab", " b", "."];
    const phrases = ["ab", "b a", "a"];
    /** Some fixed order of the tokens for every text. */
    const script =
      (seed: number): Script =>
      (text) => {
        if (text.length > 12) return [END];
        const key = (word: string) => hash(`${seed}|${text}|${word}`);
        return [...words, END].sort((x, y) => key(x) - key(y));
      };
    return fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom(...phrases), async (seed, phrase) => {
        const written = await write(script(seed), without(phrase), { limit: 30 });
        assertClean(written, phrase);
        assert.equal(written.text, search(script(seed), phrase, 30));
      }),
      {
        numRuns: 300,
        examples: [
          [-335797011, "b a"],
          [1795773969, "b a"],
        ],
      },
    );
  });
});

/** Greedy search by strings alone: at a hit, back to where the word began, another token there. */
function search(script: Script, phrase: string, limit: number): string {
  const stands = (text: string, isWhole: boolean) =>
    new RegExp(`(?<![a-z])${spaced(phrase)}(?![a-z]${isWhole ? "" : "|$"})`, "i").exec(text)?.index;
  const begins = (text: string) =>
    Array.from(phrase, (_, i) => phrase.slice(0, i + 1)).some((part) =>
      new RegExp(`(?<![a-z])${spaced(part)}$`, "i").test(text),
    );
  const taken: string[] = [];
  let refused: string[][] = [];
  for (;;) {
    const text = taken.join("");
    const no = refused[taken.length] ?? [];
    const token = script(text).find(
      (one) =>
        !no.includes(one) &&
        (no.length < 8 || (!begins(text + one) && stands(text + one, false) === undefined)),
    );
    const isEnd = token === undefined || token === END;
    if (!isEnd) taken.push(token);
    const isWhole = isEnd || taken.length === limit;
    const at = stands(taken.join(""), isWhole);
    if (at === undefined) {
      if (isWhole) return taken.join("");
      continue;
    }
    let place = 0;
    for (let end = 0; place < taken.length; place += 1) {
      end += (taken[place] as string).length;
      if (end > at) break;
    }
    refused = refused.slice(0, place + 1);
    refused[place] = [...(refused[place] ?? []), taken[place] as string];
    taken.length = place;
  }
}

/** The words of a phrase may stand further apart. */
function spaced(phrase: string): string {
  return phrase.replaceAll(" ", " +");
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (const character of text) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return state >>> 0;
}
