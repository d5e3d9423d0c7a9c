/** A name that a file gives itself, as it can be shown. */

const LONGEST = 200;
/** What turns the characters around it to another direction, so that a name reads as another one. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** In one line, of a length that can be shown, without characters that steer a terminal or a line. */
export function shownName(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}/gu, "\ufffd")
    .replace(TURNING, "\ufffd")
    .trim()
    .slice(0, LONGEST);
}
