import assert from "node:assert/strict";
import type { Selection, TextDocument } from "vscode";
import { writePlace } from "../../../../src/writing/editor/place.js";

/** What stands in the document once "Towns" is written at the cursor, which is `^` in the text. */
function written(languageId: string, withCursor: string): string {
  const cursor = withCursor.indexOf("^");
  const text = withCursor.replace("^", "");
  const { offset, separator } = writePlace(documentOf(text, languageId), {
    isEmpty: true,
    active: positionAt(text, cursor),
  } as Selection);
  return `${text.slice(0, offset)}${separator}Towns${text.slice(offset)}`;
}

function positionAt(text: string, offset: number) {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

function documentOf(text: string, languageId: string): TextDocument {
  const lines = text.split("\n");
  const offsetAt = ({ line, character }: { line: number; character: number }) =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  const lineAt = ({ line }: { line: number }) => ({
    text: lines[line],
    range: { end: { line, character: lines[line]?.length ?? 0 } },
  });
  return { languageId, offsetAt, lineAt } as unknown as TextDocument;
}

const everywhere: [before: string, after: string][] = [
  ["^", "Towns"],
  ["Trees.\n\n^", "Trees.\n\nTowns"],
  ["  ^", "  Towns"],
  ["Trees grow.^", "Trees grow. Towns"],
  ["Trees grow. ^", "Trees grow. Towns"],
  ["Trees^ grow.", "Trees Towns grow."],
  ["Trees (^", "Trees (Towns"],
  ["Trees „^", "Trees „Towns"],
];

const markdown: [before: string, after: string][] = [
  ["# Street trees^", "# Street trees\n\nTowns"],
  ["# Street^ trees\n\nThey grow.", "# Street trees\n\nTowns\n\nThey grow."],
  ["# ^", "# Towns"],
  ["#^", "# Towns"],
  ["- ^", "- Towns"],
  ["- [ ] ^", "- [ ] Towns"],
  ["1. Oaks^", "1. Oaks Towns"],
  ["> ^", "> Towns"],
  ["> Oaks^", "> Oaks Towns"],
  ["Trees\n===^", "Trees\n===\n\nTowns"],
  ["---^", "---\n\nTowns"],
  ["```^", "```\n\nTowns"],
  ["| a |^", "| a |\n\nTowns"],
];

const latex: [before: string, after: string][] = [
  ["\\section{Street trees}^", "\\section{Street trees}\n\nTowns"],
  ["\\subsection*{Oaks}\\label{oaks}^", "\\subsection*{Oaks}\\label{oaks}\n\nTowns"],
  ["\\begin{abstract}^", "\\begin{abstract}\n\nTowns"],
  ["\\end{figure}^", "\\end{figure}\n\nTowns"],
  ["\\item ^", "\\item Towns"],
  ["\\item Oaks^", "\\item Oaks Towns"],
  ["They grow 5\\,\\% faster.^", "They grow 5\\,\\% faster. Towns"],
  ["They grow. % really?^", "They grow. % really?\n\nTowns"],
];

describe("where an instruction's text goes", () => {
  const languages = { plaintext: [], markdown, latex };
  for (const [language, own] of Object.entries(languages)) {
    for (const [before, after] of [...everywhere, ...own]) {
      it(`in ${language}: ${JSON.stringify(before)}`, () => {
        assert.equal(written(language, before), after);
      });
    }
  }

  it("in plain text, below a heading like those of Markdown", () => {
    assert.equal(written("plaintext", "# Street trees^"), "# Street trees\n\nTowns");
  });

  it("below what is selected, in a paragraph of its own", () => {
    const text = "Write about oaks.\nNow.";
    const selection = {
      isEmpty: false,
      start: { line: 0, character: 0 },
      end: { line: 0, character: 5 },
    } as Selection;
    const document = documentOf(text, "markdown");
    const lineAt = (line: number) => document.lineAt({ line } as never);
    const place = writePlace({ ...document, lineAt } as TextDocument, selection);
    assert.deepEqual(place, { offset: "Write about oaks.".length, separator: "\n\n" });
  });
});
