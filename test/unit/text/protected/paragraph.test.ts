import assert from "node:assert/strict";
import fc from "fast-check";
import { paragraphAt } from "../../../../src/text/protected/paragraph.js";
import { texts } from "../texts.js";

/** The paragraph at the bar in a text that has one. */
function around(marked: string, languageId = "markdown"): string | undefined {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const range = paragraphAt(text, offset, languageId);
  return range && text.slice(range.start, range.end);
}

describe("the paragraph at a place", () => {
  it("reaches from blank line to blank line", () => {
    for (const text of ["One.\n\n|Two\ngoes on.\n\nThree.", "One.\n\nTwo\ngoes on.|\n\nThree."]) {
      assert.equal(around(text), "Two\ngoes on.");
    }
    assert.equal(around("One.\r\n \t\r\n  Two\r\ngo|es on. \r\n\r\nThree."), "Two\r\ngoes on.");
  });

  it("is none on a blank line, on a divider and in an empty text", () => {
    for (const text of ["|", "One.\n|\nTwo.", "One.\n\n--|-\n\nTwo.", "* *| *", "> |\n> a"]) {
      assert.equal(around(text), undefined, text);
    }
  });

  it("is one item of a list, without its mark", () => {
    const list = "Intro:\n- on|e\n  goes on\n- [x] two\n10. three";
    assert.equal(around(list), "one\n  goes on");
    assert.equal(around(list.replace("|", "").replace("two", "tw|o")), "two");
    assert.equal(around(list.replace("|", "").replace("10", "|10")), "three");
    assert.equal(around(list.replace("|", "").replace("Intro", "In|tro")), "Intro:");
  });

  it("is a heading alone, without its mark or underline", () => {
    assert.equal(around("One.\n## The |mill\nTwo."), "The mill");
    assert.equal(around("One.\n## The mill\nT|wo."), "Two.");
    assert.equal(around("O|ne.\n## The mill\nTwo."), "One.");
    assert.equal(around("The| mill\n========\nOne."), "The mill");
    assert.equal(around("The mill\n---\nO|ne."), "One.");
  });

  it("is that of a quote, and ends where a quote begins", () => {
    assert.equal(around("One.\n> T|wo\n> goes on.\n>\n> Three."), "Two\n> goes on.");
    assert.equal(around("O|ne.\n> Two"), "One.");
    assert.equal(around("> - o|ne\n> - two"), "one");
  });

  it("is none in front matter, code and formulas, and reaches into none", () => {
    const text =
      "---\ntitle: A\n---\nOne.\n```js\nx\n\ny\n```\nTwo.\n$$\na\n$$\nThree.\n~~~\nnever closed";
    const at = (word: string) => around(text.replace(word, () => `|${word}`));
    for (const word of ["title", "```js", "y", "a\n$$", "never"]) assert.equal(at(word), undefined);
    for (const word of ["One.", "Two.", "Three."]) assert.equal(at(word), word);
  });

  it("does not end at code, formulas and comments inside of lines", () => {
    const text = "One `a\n\u0060\u0060` b` and\n$x$ <!-- c --> |goes on\nhere.";
    assert.equal(around(text), text.replace("|", ""));
  });

  it("ends at structure, sections, items and \\par in LaTeX", () => {
    const text =
      "\\section{Mills}\nOne.\n\\begin{itemize}\n\\item Two\ngoes on\n\\item[x] Three\n\\end{itemize}\nFour \\par Five \\parallel.\n\\par\nSix";
    const at = (word: string) =>
      around(
        text.replace(word, () => `${word}|`),
        "latex",
      );
    assert.equal(at("Mills"), "\\section{Mills}");
    assert.equal(at("One"), "One.");
    assert.equal(at("Two"), "Two\ngoes on");
    assert.equal(at("Three"), "Three");
    assert.equal(at("Four"), "Four");
    assert.equal(at("Five"), "Five \\parallel.");
    assert.equal(at("Six"), "Six");
    assert.equal(at("itemize"), undefined);
  });

  it("is none in the preamble and in environments of code and formulas in LaTeX", () => {
    const text =
      "\\documentclass{a}\n\n\\title{T}\n\\begin{document}\nOne\n\\begin{equation}\n x\n\\end{equation}\nTwo\n\\begin{verbatim}\n\nThree\n\\end{verbatim}";
    const at = (word: string) =>
      around(
        text.replace(word, () => `|${word}`),
        "latex",
      );
    for (const word of ["T}", "x\n", "Three"]) assert.equal(at(word), undefined);
    assert.equal(at("One"), "One");
    assert.equal(at("Two"), "Two");
  });

  it("has no white space around it and the same bounds from all of its places", () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.constantFrom("markdown", "latex"), (text, n, languageId) => {
        const range = paragraphAt(text, n % (text.length + 1), languageId);
        if (!range) return;
        const found = text.slice(range.start, range.end);
        assert.equal(found, found.trim());
        assert.ok(found.length > 0 && !/\n[ \t\r]*\n/.test(found));
        for (const offset of [range.start, range.end]) {
          assert.deepEqual(paragraphAt(text, offset, languageId), range);
        }
      }),
    );
  });
});
