/** IFEval's `detectable_format`, `startend` and `punctuation` instructions. */
import * as z from "zod";
import { isSpaceAt, SPACE, strip, stripCharacters } from "../../text/python-text.js";
import { count, instruction, noKwargs } from "./instruction.js";
import { phraseSource } from "./pattern.js";

export const numberBulletLists = instruction({
  kwargs: z.strictObject({ num_bullets: count }),
  /** Exactly so many lines that begin with one `*` or with `-`; "---" is such a line too. */
  follows: (response, { num_bullets }) =>
    countStarBullets(response) + countDashBullets(response) === num_bullets,
});

/**
 * Matches of `^\s*\*[^*].*$`. White space in front may span lines, and the character after the star
 * may be a line feed, whose next line then belongs to the bullet.
 */
function countStarBullets(text: string): number {
  return countBullets(text, (at) => {
    if (text.charAt(at) !== "*" || at + 1 >= text.length || text.charAt(at + 1) === "*") return -1;
    return at + 2;
  });
}

/** Matches of `^\s*-.*$`. */
function countDashBullets(text: string): number {
  return countBullets(text, (at) => (text.charAt(at) === "-" ? at + 1 : -1));
}

/** Counts lines whose first character that is no space begins a bullet, each line once. */
function countBullets(text: string, bulletEnd: (at: number) => number): number {
  let found = 0;
  let lineStart = 0;
  while (lineStart < text.length) {
    let at = lineStart;
    while (isSpaceAt(text, at)) at += 1;
    const end = bulletEnd(at);
    if (end !== -1) found += 1;
    const lineFeed = text.indexOf("\n", end === -1 ? at : end);
    if (lineFeed === -1) break;
    lineStart = lineFeed + 1;
  }
  return found;
}

export const constrainedResponse = instruction({
  kwargs: noKwargs,
  /** The text has one of the three answers in it; more may stand around it. */
  follows: (response) =>
    ["My answer is yes.", "My answer is no.", "My answer is maybe."].some((answer) =>
      response.includes(answer),
    ),
});

export const numberHighlightedSections = instruction({
  kwargs: z.strictObject({ num_highlights: count }),
  /** `*x*` and `**x**` are counted apart. */
  follows(response, { num_highlights }) {
    const single = response.match(/\*[^\n*]*\*/g) ?? [];
    const double = response.match(/\*\*[^\n*]*\*\*/g) ?? [];
    const filled = [...single, ...double].filter(
      (highlight) => strip(stripCharacters(highlight, "*")) !== "",
    );
    return filled.length >= num_highlights;
  },
});

export const multipleSections = instruction({
  kwargs: z.strictObject({ section_spliter: z.string().trim().min(1), num_sections: count }),
  follows(response, { section_spliter, num_sections }) {
    const heading = `[${SPACE}]?${phraseSource(strip(section_spliter))}[${SPACE}]?\\p{Nd}+`;
    return (response.match(new RegExp(heading, "gu"))?.length ?? 0) >= num_sections;
  },
});

export const jsonFormat = instruction({
  kwargs: noKwargs,
  follows(response) {
    const value = strip(
      strip(response)
        .replace(/^```json/, "")
        .replace(/^```Json/, "")
        .replace(/^```JSON/, "")
        .replace(/^```/, "")
        .replace(/```$/, ""),
    );
    return isPythonJson(value);
  },
});

const STRING_OR_NUMBER_OF_PYTHON = /"(?:[^"\\]|\\.)*(?:"|\\?$)|-?Infinity|NaN/gs;

/** What `json.loads` accepts: JSON, and three numbers that JSON has not. */
function isPythonJson(text: string): boolean {
  const json = text.replace(STRING_OR_NUMBER_OF_PYTHON, (part) =>
    part.startsWith('"') ? part : " 0 ",
  );
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

export const title = instruction({
  kwargs: noKwargs,
  /** Something between `<<` and `>>` on one line. */
  follows: (response) =>
    response.split("\n").some((line) => {
      const open = line.indexOf("<<");
      const close = line.lastIndexOf(">>");
      if (open === -1 || close < open + 3) return false;
      return strip(line.slice(open, close).replace(/^<+/, "").replace(/>+$/, "")) !== "";
    }),
});

export const endChecker = instruction({
  kwargs: z.strictObject({ end_phrase: z.string().trim().min(1) }),
  /** In any case; double quotes around the whole text are looked through. */
  follows: (response, { end_phrase }) =>
    stripCharacters(strip(response), '"').toLowerCase().endsWith(strip(end_phrase).toLowerCase()),
});

export const quotation = instruction({
  kwargs: noKwargs,
  follows(response) {
    const text = strip(response);
    return text.length > 1 && text.startsWith('"') && text.endsWith('"');
  },
});

export const noComma = instruction({
  kwargs: noKwargs,
  follows: (response) => !response.includes(","),
});
