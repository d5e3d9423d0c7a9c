/** The paragraph around a position in a text, as a writer would see it. */

import type { Span } from "../span.js";
import { CODE_ENVIRONMENT, PREAMBLE } from "./latex-spans.js";
import { FRONT_MATTER } from "./markdown-spans.js";
import { MATH_ENVIRONMENT } from "./math-spans.js";

/** A fenced code block, also in a quote or a list; an unclosed one extends to the end. */
const FENCED =
  /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(`{3,}|~{3,})(?:(?<=`)[^`\n]*|(?<=~)[^\n]*)$(?:\n(?![ \t>]*\1[`~]*[ \t]*\r?$)[^\n]*)*(?:\n[^\n]*)?/gmu;

/**
 * What no paragraph contains. The spans that a rewrite keeps would also show this, but here the
 * whole document is searched, not one passage of it.
 */
const BLOCKS = {
  latex: [PREAMBLE, CODE_ENVIRONMENT, MATH_ENVIRONMENT],
  other: [
    FRONT_MATTER,
    FENCED,
    /^[ \t]*(?:\$\$[^$]*\$\$|<!--[\s\S]*?-->)[ \t]*\r?$/gmu,
    MATH_ENVIRONMENT,
  ],
};

/** Lines between paragraphs: blank ones, dividers and underlines, and LaTeX's structure. */
const BETWEEN =
  /^[\s>]*$|^\s{0,3}(?:(?:-[ \t]*){2,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={2,})\s*$|^\s*\\(?:par|begin|end|maketitle|tableofcontents|(?:new|clear)page|(?:big|med|small)skip)(?!\p{L})/u;
const HEADING = /^\s{0,3}#{1,6}\s|^\s*\\(?:chapter|part|(?:sub)*section)\*?[[{]/u;
const ITEM = /^[\s>]*(?:[-*+•‣◦–]|\(?\d{1,3}[.)]|\\item(?!\p{L})(?:\[[^\]]*\])?)\s+/u;
const QUOTE = /^\s{0,3}>/u;
/** What precedes a line's own text: the markers of quotes, items, tasks and headings. */
const MARKS =
  /^[\s>]*(?:(?:[-*+•‣◦–]|\(?\d{1,3}[.)]|\\item(?!\p{L})(?:\[[^\]]*\])?)\s+(?:\[[ xX]\]\s+)?|#{1,6}\s+)?/u;
const PAR = /\\par(?!\p{L})/gu;
/** A line of Markdown that is a block by itself: a fence, a row of a table, a comment, a formula. */
const MARKDOWN_BLOCK = /^[\s>]*(?:`{3,}|~{3,}|\||<!--.*-->\s*$|\$\$)/u;
/** A line of LaTeX with a comment, which would swallow what stands behind it. */
const COMMENTED = /(?<!\\)(?:\\\\)*%/u;

/** Whether a line is a block of its own, so that text behind it needs a blank line: a heading, a divider. */
export function isOwnBlock(line: string, languageId: string): boolean {
  if (isBlank(line)) return false;
  const isOfLanguage = languageId === "latex" ? COMMENTED : MARKDOWN_BLOCK;
  return HEADING.test(line) || BETWEEN.test(line) || isOfLanguage.test(line);
}

/** Whether a line has text of its own, behind the marks of quotes, items, tasks and headings. */
export function hasOwnText(line: string): boolean {
  return MARKS.exec(line)?.[0].length !== line.length;
}

/**
 * The paragraph, list item or heading that contains an offset or ends there, without its markers
 * and surrounding white space. Undefined between paragraphs, in front matter, and in a code block
 * or a formula.
 */
export function paragraphAt(text: string, offset: number, languageId: string): Span | undefined {
  const line = lineAt(text, offset);
  if (isBetween(line)) return undefined;
  const block = openPart(text, offset, languageId === "latex" ? BLOCKS.latex : BLOCKS.other);
  if (!block || line.start < block.start || line.end > block.end) return undefined;
  let { start, end } = line;
  for (let first = line; first.start > block.start && !begins(first); ) {
    const above = lineAt(text, first.start - 1);
    if (
      above.start < block.start ||
      isBetween(above) ||
      HEADING.test(above.text) ||
      entersQuote(above, first)
    )
      break;
    first = above;
    start = first.start;
  }
  for (let last = line; last.end < block.end && !HEADING.test(last.text); ) {
    const below = lineAt(text, last.end + 1);
    if (below.end > block.end || isBetween(below) || begins(below) || entersQuote(last, below))
      break;
    last = below;
    end = last.end;
  }
  start += MARKS.exec(text.slice(start, end))?.[0].length ?? 0;
  return withoutSpace(text, betweenPars(text, { start, end }, offset));
}

interface Line extends Span {
  readonly text: string;
}

/** The line that contains an offset, without its line feed. */
function lineAt(text: string, offset: number): Line {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  const feed = text.indexOf("\n", offset);
  const end = feed === -1 ? text.length : feed;
  return { start, end, text: text.slice(start, end) };
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}

function isBetween({ text }: Line): boolean {
  return BETWEEN.test(text);
}

function begins({ text }: Line): boolean {
  return ITEM.test(text) || HEADING.test(text);
}

/** A quote may continue without its marker, but begins with one. */
function entersQuote(above: Line, below: Line): boolean {
  return QUOTE.test(below.text) && !QUOTE.test(above.text);
}

/**
 * The part of the text around an offset, between the blocks that have lines of their own; undefined
 * inside such a block.
 */
function openPart(text: string, offset: number, blocks: readonly RegExp[]): Span | undefined {
  let start = 0;
  let end = text.length;
  for (const pattern of blocks) {
    for (const { index, 0: block } of text.matchAll(pattern)) {
      if (!isBlank(text.slice(lineAt(text, index).start, index))) continue;
      const blockEnd = index + block.length;
      if (index <= offset && offset <= blockEnd) return undefined;
      if (blockEnd < offset) start = Math.max(start, blockEnd);
      else end = Math.min(end, index);
    }
  }
  return { start, end };
}

/** The part of a LaTeX paragraph between the \par before an offset and the one after it. */
function betweenPars(text: string, { start, end }: Span, offset: number): Span {
  let from = start;
  for (const { index, 0: par } of text.slice(start, end).matchAll(PAR)) {
    if (start + index >= offset) return { start: from, end: start + index };
    from = start + index + par.length;
  }
  return { start: from, end };
}

function withoutSpace(text: string, { start, end }: Span): Span | undefined {
  const part = text.slice(start, end);
  const first = start + part.length - part.trimStart().length;
  const last = start + part.trimEnd().length;
  return first < last ? { start: first, end: last } : undefined;
}
