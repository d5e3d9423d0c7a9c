/** A name from inside a file, made safe to show. */

const LONGEST = 200;
/**
 * Characters that change the direction of those around them, so that a name could pass for another.
 */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** On one line, short enough to show, without characters that control a terminal or the line. */
export function shownName(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}/gu, "\ufffd")
    .replace(TURNING, "\ufffd")
    .trim()
    .slice(0, LONGEST);
}
