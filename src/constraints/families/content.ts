/** Constraints on parts that a text must have. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { phrase } from "../definition/arguments.js";
import { defineConstraint } from "../definition/constraint.js";
import { fillPhrasings } from "../definition/phrasings.js";
import { countVerdict } from "../definition/quantity.js";
import { placeholdersSaid } from "../definition/units.js";

const placeholderArguments = z.strictObject({
  num_placeholders: z.int().min(1).max(100).default(1),
});

/** Something in brackets that is neither a link, an image, a footnote nor a check box. */
const PLACEHOLDER = /(?<!!)\[(?!\^|[xX ]\])[^[\]\n]{1,200}\](?!\(|\[|:)/gu;

/** IFEval counts anything in square brackets, links, check boxes and empty ones too. */
export const placeholders = defineConstraint({
  id: "detectable_content:number_placeholders",
  family: "content",
  label: "Placeholders",
  help: "At least so many placeholders stand in square brackets, such as [name].",
  args: placeholderArguments,
  said: (args) => fillPhrasings("detectable_content:number_placeholders", args),
  claims: () => [],
  verify(text, { num_placeholders }) {
    const found = text.match(PLACEHOLDER)?.length ?? 0;
    return countVerdict(found, placeholdersSaid, "at least", num_placeholders);
  },
});

const postscriptArguments = z.strictObject({ postscript_marker: phrase.default("P.S.") });

/**
 * The marker heads a line and something follows it. For IFEval it may stand anywhere, inside a word
 * too, and alone.
 */
export const postscript = defineConstraint({
  id: "detectable_content:postscript",
  family: "content",
  label: "Postscript",
  help: "The text ends with a postscript.",
  args: postscriptArguments,
  said: ({ postscript_marker }) =>
    postscript_marker === "P.S."
      ? fillPhrasings("detectable_content:postscript", {})
      : fillPhrasings("detectable_content:postscript/marker", { postscript_marker }),
  claims: () => [{ kind: "part", what: l10n.t("a postscript") }],
  verify(text, { postscript_marker }) {
    const marker = letters(postscript_marker);
    for (const line of text.split("\n").reverse()) {
      const start = line.replace(/^[\s*_>#]+/u, "").slice(0, 2 * postscript_marker.length + 4);
      if (!letters(start).startsWith(marker) || !headsWithDots(start, marker)) continue;
      if (letters(line) !== marker) {
        return { held: true, reason: l10n.t('There is a "{0}".', postscript_marker) };
      }
      return { held: false, reason: l10n.t('Nothing follows "{0}".', postscript_marker) };
    }
    return { held: false, reason: l10n.t('There is no "{0}".', postscript_marker) };
  },
});

/** A text without its dots, spaces and case: "P. S." and "PS" are the same mark. */
function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

/** Whether the letters of the mark stand by themselves: "PS:" does, "psalm" does not. */
function headsWithDots(start: string, marker: string): boolean {
  let at = 0;
  for (const letter of marker) {
    at = start.toLowerCase().indexOf(letter, at) + 1;
  }
  return !/^[\p{L}\p{N}]/u.test(start.slice(at));
}
