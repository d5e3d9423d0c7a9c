/**
 * A profile in comments at the head of a LaTeX document, one thing in each:
 * `% tiller: tell`, `% tiller: length_constraints:concise`, and `% tiller: none` where nothing is on.
 */
import * as l10n from "@vscode/l10n";
import { type HeadEdit, type Lines, ProfileError, type ProfileFormat } from "./profile.js";
import { readConstraints, writtenSelection } from "./written-selection.js";

/** Further down a comment is one like any other. */
const MOST_LINES = 50;

const COMMENT = /^([ \t]*%+[ \t]*tiller:[ \t]*)(.*?)[ \t]*$/;

/** Comments for other programs, which look for them in the very first lines: `% !TEX root`. */
const MAGIC = /^%[ \t]*!/;

interface Comment {
  readonly lineStart: number;
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

export const latexComments: ProfileFormat = {
  head: (document: Lines) =>
    Array.from(
      { length: Math.min(document.lineCount, MOST_LINES) },
      (_, line) => document.lineAt(line).text,
    ).join("\n"),

  read(head) {
    const all = commentsIn(head);
    if (all.length === 0) return undefined;
    const constraints = all.filter(({ content }) => content !== "tell" && content !== "none");
    const read = readConstraints(constraints.map(({ content }) => content));
    return {
      selection: {
        constraints: read.constraints,
        tell: all.some(({ content }) => content === "tell"),
      },
      faults: read.faults.flatMap(({ index, message }) => {
        const { start, end } = constraints[index] ?? { start: 0, end: 0 };
        return [{ start, end, message }];
      }),
    };
  },

  edits(head, selection) {
    const { constraints, tell } = writtenSelection(selection);
    const contents = [...(tell ? ["tell"] : []), ...constraints];
    const broken = contents.find((content) => /[\r\n]/.test(content));
    if (broken !== undefined) {
      throw new ProfileError(
        l10n.t(
          "{0} contains a line break, which a LaTeX comment cannot hold.",
          broken.split(",")[0] ?? "",
        ),
      );
    }
    const written = (contents.length > 0 ? contents : ["none"])
      .map((content) => `% tiller: ${content}\n`)
      .join("");
    const [first, ...others] = commentsIn(head);
    if (!first) return [inserted(head, written)];
    return [
      { start: first.lineStart, end: first.end, text: written.slice(0, -1) },
      ...others.map(({ lineStart, end }) => withoutLine(head, lineStart, end)),
    ];
  },
};

function commentsIn(head: string): Comment[] {
  let lineStart = 0;
  return head.split("\n").flatMap((line) => {
    const from = lineStart;
    lineStart += line.length + 1;
    const [, mark = "", content = ""] = COMMENT.exec(line) ?? [];
    if (mark === "") return [];
    const start = from + mark.length;
    return [{ lineStart: from, start, end: start + content.length, content }];
  });
}

function inserted(head: string, written: string): HeadEdit {
  const lines = head.split("\n");
  const magic = lines.findIndex((line) => !MAGIC.test(line));
  if (magic < 0) return { start: head.length, end: head.length, text: `\n${written.slice(0, -1)}` };
  const start = lines.slice(0, magic).reduce((sum, line) => sum + line.length + 1, 0);
  return { start, end: start, text: written };
}

/** The line goes with the break before it: there is one, for it is not the first comment. */
function withoutLine(head: string, lineStart: number, contentEnd: number): HeadEdit {
  const lineEnd = head.indexOf("\n", contentEnd);
  return { start: lineStart - 1, end: lineEnd < 0 ? head.length : lineEnd, text: "" };
}
