/** Constraints on parts that a text must have. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { defineConstraint, defineDeclaration, phrase } from "../definition/constraint.js";
import { filled } from "../definition/phrasings.js";
import { asSentence, sentencesIn, titleOf, withWordsChanged } from "../definition/prose.js";
import { countVerdict } from "../definition/quantity.js";
import { placeholdersSaid } from "../definition/units.js";

const placeholdersDeclaration = defineDeclaration({
  id: "detectable_content:number_placeholders",
  family: "content",
  label: "Placeholders",
  help: "At least so many placeholders stand in square brackets, such as [name].",
  args: z.strictObject({ num_placeholders: z.int().min(1).max(100).default(1) }),
  argumentLabels: { num_placeholders: "Number" },
  claims: () => [],
  steering: { operation: "target" },
});

/** Something in brackets that is neither a link, an image, a footnote nor a check box. */
const PLACEHOLDER = /(?<!!)\[(?!\^|[xX ]\])[^[\]\n]{1,200}\](?!\(|\[|:)/gu;

/** IFEval counts anything in square brackets, links, check boxes and empty ones too. */
export const placeholders = /* @__PURE__ */ defineConstraint(placeholdersDeclaration, {
  said: (args) =>
    filled(
      {
        phrasings: [
          "Include at least {num_placeholders} placeholders in square brackets, such as [address].",
          "Use at least {num_placeholders} placeholders like [name].",
          "Leave at least {num_placeholders} placeholders in square brackets.",
          "Your text must contain at least {num_placeholders} placeholders such as [date].",
          "Write it as a template with at least {num_placeholders} fields in square brackets.",
          "Mark at least {num_placeholders} places to fill in with square brackets, for example [place].",
        ],
        heldOut: [
          "Put at least {num_placeholders} square-bracket placeholders into the text.",
          "There should be {num_placeholders} or more placeholders like [this].",
        ],
      },
      args,
    ),
  verify: (text, { num_placeholders }) =>
    countVerdict(countPlaceholders(text), placeholdersSaid, "at least", num_placeholders),
  /** Words of the text become places to fill in: the longest, which are no single letters. */
  made: (text, { num_placeholders }) =>
    withWordsChanged(
      text,
      num_placeholders - countPlaceholders(text),
      (word) => `[${word}]`,
      (word, { start, end }) =>
        word.length > 1 &&
        !/[![\]]/.test(text.charAt(start - 1)) &&
        !/[[\](:]/.test(text.charAt(end)),
    ),
});

function countPlaceholders(text: string): number {
  return text.match(PLACEHOLDER)?.length ?? 0;
}

const postscriptDeclaration = defineDeclaration({
  id: "detectable_content:postscript",
  family: "content",
  label: "Postscript",
  help: "The text ends with a postscript.",
  args: z.strictObject({ postscript_marker: phrase.default("P.S.") }),
  argumentLabels: { postscript_marker: "Marker" },
  claims: () => [{ kind: "part", what: l10n.t("a postscript") }],
  steering: { operation: "target" },
  samples: [{}],
});

/**
 * The marker heads a line and something follows it. For IFEval it may stand anywhere, inside a word
 * too, and alone.
 */
export const postscript = /* @__PURE__ */ defineConstraint(postscriptDeclaration, {
  said: ({ postscript_marker }) =>
    postscript_marker === "P.S."
      ? {
          phrasings: [
            "Add a postscript starting with P.S.",
            "At the end add a P.S.",
            "Finish with a postscript that starts with P.S.",
            "Include a P.S. at the end of your answer.",
            "Please add a postscript.",
            "End with a P.S.",
          ],
          heldOut: [
            "Close with a postscript starting with P.S.",
            "There should be a P.S. at the end.",
          ],
        }
      : filled(
          {
            phrasings: [
              "Add a postscript starting with {postscript_marker}",
              "At the end add a postscript that starts with {postscript_marker}",
              "Finish with a postscript marked {postscript_marker}",
              "Include a postscript beginning with {postscript_marker} at the end.",
              "Please end with a postscript that begins {postscript_marker}",
              "Your text must close with a postscript starting with {postscript_marker}",
            ],
            heldOut: [
              "Close with a postscript starting with {postscript_marker}",
              "There should be a postscript at the end, marked {postscript_marker}",
            ],
          },
          { postscript_marker },
        ),
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
  /** The last sentence becomes the postscript; a single one is recalled by its telling words. */
  made(text, { postscript_marker }) {
    const last = sentencesIn(text).at(-1) ?? "";
    const start = text.lastIndexOf(last);
    const before = text.slice(0, start).trim();
    return last && start > 0 && before
      ? `${before}\n\n${postscript_marker} ${last}`
      : `${text}\n\n${postscript_marker} ${asSentence(titleOf(text))}`;
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

/** In the order in which a person is shown them. */
export const contentDeclarations = [placeholdersDeclaration, postscriptDeclaration];

export const contentConstraints = [placeholders, postscript];
