/** IFEval's `detectable_content` and `combination` instructions. */
import * as z from "zod";
import { SPACE, strip } from "../../text/python-text.js";
import { count, instruction, noKwargs } from "./instruction.js";
import { phraseSource } from "./pattern.js";

export const numberPlaceholders = instruction({
  kwargs: z.strictObject({ num_placeholders: count }),
  /** Anything in square brackets on one line, nothing included. */
  follows: (response, { num_placeholders }) => countPlaceholders(response) >= num_placeholders,
});

/** Matches of `\[.*?\]`, found without trying every opening bracket against the whole line. */
function countPlaceholders(text: string): number {
  let found = 0;
  for (const line of text.split("\n")) {
    let open = line.indexOf("[");
    while (open !== -1) {
      const close = line.indexOf("]", open);
      if (close === -1) break;
      found += 1;
      open = line.indexOf("[", close);
    }
  }
  return found;
}

export const postscript = instruction({
  kwargs: z.strictObject({ postscript_marker: z.string().trim().min(1) }),
  /** Anywhere in the text, in any case; the two usual markers may have a space inside. */
  follows(response, { postscript_marker }) {
    return markerPattern(strip(postscript_marker)).test(response.toLowerCase());
  },
});

function markerPattern(marker: string): RegExp {
  if (marker === "P.P.S") return new RegExp(`p\\.[${SPACE}]?p\\.[${SPACE}]?s`, "u");
  if (marker === "P.S.") return new RegExp(`p\\.[${SPACE}]?s\\.`, "u");
  return new RegExp(phraseSource(marker.toLowerCase()), "u");
}

export const twoResponses = instruction({
  kwargs: noKwargs,
  follows(response) {
    const parts = response.split("******").map(strip);
    if (parts.slice(1, -1).includes("")) return false;
    const given = parts.filter((part) => part !== "");
    return given.length === 2 && given[0] !== given[1];
  },
});

export const repeatPrompt = instruction({
  kwargs: z.strictObject({ prompt_to_repeat: z.string().min(1) }),
  follows: (response, { prompt_to_repeat }) =>
    strip(response).toLowerCase().startsWith(strip(prompt_to_repeat).toLowerCase()),
});
