/**
 * The little Markdown that models write, as far as counting needs it. All offsets stay valid: what
 * is not prose is blanked out, never removed, so that a fault can be located in the text.
 *
 * Not micromark, which takes fifty times as long: a guarantee counts at every mark that may end a sentence.
 */
import type { Span } from "./span.js";

/** A block of prose: a paragraph, or one item of a list. */
export interface Block extends Span {
  kind: "paragraph" | "item" | "heading";
}

const FENCE = /^\s{0,3}(?:```|~~~)/;
const HEADING = /^\s{0,3}#{1,6}\s|^\s{0,3}(?:\*\*|__)[^*_\n]{1,100}(?:\*\*|__):?\s*$/;
const DIVIDER = /^\s*(?:[-*_=]\s*){3,}$/;
/** The marker of a bullet, and of an item in a numbered list. */
const BULLET = /^\s*[-*+•‣◦▪–]\s+/u;
const NUMBERED = /^\s*(?:\(?\d{1,3}[.)]|[a-zA-Z][.)])\s+/;

/** Whether a line is a bullet point; `---` and `**bold**` are not. */
export function isBullet(line: string): boolean {
  return BULLET.test(line) && !DIVIDER.test(line);
}

/** The lines of a text with their positions, except those in code blocks. */
export function* proseLines(text: string): Generator<Span & { line: string }> {
  let start = 0;
  let inCode = false;
  for (const line of text.split("\n")) {
    if (FENCE.test(line)) inCode = !inCode;
    else if (!inCode) yield { start, end: start + line.length, line };
    start += line.length + 1;
  }
}

/** The blocks of prose in a text. Code blocks and dividers do not count. */
export function proseBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let previousEnd = -1;
  for (const { start, end, line } of proseLines(text)) {
    const follows = start === previousEnd + 1;
    previousEnd = end;
    if (!line.trim() || DIVIDER.test(line)) {
      open = undefined;
      continue;
    }
    const mark = (BULLET.exec(line) ?? NUMBERED.exec(line))?.[0].length;
    if (HEADING.test(line)) {
      blocks.push({ kind: "heading", start, end });
      open = undefined;
    } else if (mark !== undefined) {
      open = { kind: "item", start: start + mark, end };
      blocks.push(open);
    } else if (open && follows) open.end = end;
    else {
      open = { kind: "paragraph", start, end };
      blocks.push(open);
    }
  }
  return blocks;
}

/**
 * Blanks out the marks of emphasis, headings and code, which would hide the end of a sentence, and
 * makes every double quotation mark a straight one.
 */
export function withoutMarks(prose: string): string {
  return prose
    .replace(/[*_`~#|]/g, " ")
    .replace(/(^|\n)([ \t]*)>/g, "$1$2 ")
    .replace(/[“”„«»]/g, '"');
}

/**
 * Where the paragraphs are: the parts between empty lines and dividers. Headings and code belong to
 * them.
 */
export function paragraphs(text: string): Span[] {
  const found: Span[] = [];
  let open: Span | undefined;
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    if (!line.trim() || DIVIDER.test(line)) open = undefined;
    else if (open) open.end = end;
    else {
      open = { start, end };
      found.push(open);
    }
    start = end + 1;
  }
  return found;
}
