/** What the model wrote, found again in what stands in the document. */
import type { Span } from "../../text/span.js";
import { withPlainLineEndings } from "../editor/line-endings.js";

/** Whether the text stands there as it was written; line endings and white space at its edges apart. */
export function isAsWritten(written: string, standing: string): boolean {
  return withPlainLineEndings(written).trim() === withPlainLineEndings(standing).trim();
}

/** Whether all that stands there was written in this order and nothing is between. */
export function isAllWritten(written: string, standing: string): boolean {
  return withPlainLineEndings(written).includes(withPlainLineEndings(standing));
}

/**
 * A span of the written text as a span of what stands in the document; undefined when there is
 * nothing of it.
 *
 * @param standing is as it was written
 */
export function spanInStanding(written: string, standing: string, span: Span): Span | undefined {
  const shift = space(withPlainLineEndings(standing)) - space(withPlainLineEndings(written));
  const place = (offset: number) => {
    const inPlain = withPlainLineEndings(written.slice(0, offset)).length + shift;
    return offsetInText(standing, Math.max(0, inPlain));
  };
  const [start, end] = [place(span.start), place(span.end)];
  return start < end ? { start, end } : undefined;
}

/** How much white space a text begins with. */
function space(text: string): number {
  return text.length - text.trimStart().length;
}

/** An offset of the plain text, in the text itself. */
function offsetInText(text: string, inPlain: number): number {
  let at = 0;
  for (let left = inPlain; left > 0 && at < text.length; left -= 1) {
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  return at;
}
