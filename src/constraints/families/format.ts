/** Constraints on the format of the text. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { isBullet, proseLines } from "../../text/markdown.js";
import type { Span } from "../../text/span.js";
import { noArguments, phrase } from "../definition/arguments.js";
import { defineConstraint } from "../definition/constraint.js";
import { enumerate, fillPhrasings } from "../definition/phrasings.js";
import { countClaim, countVerdict } from "../definition/quantity.js";
import { bulletsSaid, highlightsSaid, quotedSaid, sectionsSaid } from "../definition/units.js";

const bulletArguments = z.strictObject({
  num_bullets: z.int().min(1).max(100).optional(),
});

/**
 * Without a number, which IFEval does not have, nothing but bullets. IFEval counts every line that
 * begins with "-" or "*": also "---" and "*emphasis*".
 */
export const bulletList = defineConstraint({
  id: "detectable_format:number_bullet_lists",
  family: "format",
  label: "Bullet list",
  help: "Every line is a bullet point; with a number, the text has exactly so many.",
  args: bulletArguments,
  said: ({ num_bullets }) =>
    num_bullets === undefined
      ? fillPhrasings("detectable_format:number_bullet_lists", {})
      : fillPhrasings("detectable_format:number_bullet_lists/count", { num_bullets }),
  claims: ({ num_bullets }) => [
    { kind: "part", what: l10n.t("a bullet list") },
    countClaim("bullets", num_bullets === undefined ? "at least" : "exactly", num_bullets ?? 1),
  ],
  verify(text, { num_bullets }) {
    let bullets = 0;
    let prose: Span | undefined;
    for (const { line, start, end } of proseLines(text)) {
      if (isBullet(line)) bullets += 1;
      else if (line.trim()) prose ??= { start, end };
    }
    if (num_bullets !== undefined) {
      return countVerdict(bullets, bulletsSaid, "exactly", num_bullets);
    }
    if (bullets === 0) return { held: false, reason: l10n.t("There is no bullet.") };
    if (prose) return { held: false, reason: l10n.t("A line is not a bullet."), span: prose };
    return { held: true, reason: l10n.t("{0}.", bulletsSaid(bullets)) };
  },
});

/** An object or an array. IFEval also accepts a bare number, word or string, and Python's NaN. */
export const json = defineConstraint({
  id: "detectable_format:json_format",
  family: "format",
  label: "JSON",
  help: "The whole text is one JSON object or array; a Markdown code fence around it is fine.",
  args: noArguments,
  said: () => fillPhrasings("detectable_format:json_format", {}),
  claims: () => [{ kind: "whole", what: "JSON" }],
  guarantee: "grammar",
  verify(text) {
    const fence = /^\s*```(?:json)?\s*/iu.exec(text)?.[0].length ?? 0;
    const body = text.slice(fence).trim();
    const json = fence > 0 && body.endsWith("```") ? body.slice(0, -3) : body;
    try {
      const value: unknown = JSON.parse(json);
      if (typeof value === "object" && value !== null) {
        return { held: true, reason: l10n.t("Valid JSON.") };
      }
      return { held: false, reason: l10n.t("A bare value, an object or an array wanted.") };
    } catch (error) {
      return { held: false, reason: l10n.t("Not JSON: {0}.", jsonFault(error)) };
    }
  },
});

/** V8's message without its quotation of the text, which may be long. */
function jsonFault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, ?(?:\.\.\.)?".*$/su, "").replace(/\.$/, "");
}

/** IFEval's own three answers; a writer may name others. */
const ANSWERS = ["My answer is yes.", "My answer is no.", "My answer is maybe."];

const answerArguments = z.strictObject({
  options: z.array(phrase).min(1).max(20).default(ANSWERS),
});

/** The text is the answer. For IFEval it is enough that one of its three answers is in the text. */
export const constrainedResponse = defineConstraint({
  id: "detectable_format:constrained_response",
  family: "format",
  label: "One of given answers",
  help: "The whole text is one of the given answers.",
  args: answerArguments,
  said: ({ options }) =>
    fillPhrasings("detectable_format:constrained_response", {
      options: enumerate(options.map((option) => `"${option}"`)),
    }),
  claims: () => [
    { kind: "whole", what: l10n.t("one of the given answers") },
    { kind: "count", unit: "sentences", min: 1, max: 1 },
  ],
  verify(text, { options }) {
    const answer = bare(text);
    const found = options.find((option) => bare(option) === answer);
    if (found !== undefined) return { held: true, reason: l10n.t("{0}.", quotedSaid([found])) };
    return {
      held: false,
      reason: l10n.t("The text is not one of {0}.", quotedSaid(options)),
    };
  },
});

/** An answer without what may stand around it: space, quotes, emphasis, the full stop. */
function bare(answer: string): string {
  return answer.replace(/^[\s"“*_]+/u, "").replace(/[\s"”*_.]{1,20}$/u, "");
}

const highlightArguments = z.strictObject({ num_highlights: z.int().min(1).max(100).default(1) });

const HIGHLIGHT = /(\*{1,3}|_{1,3})(?![\s*_])[^*_\n]{1,500}(?<![\s*_])\1/gu;

/** `**bold**` counts once; IFEval counts it twice, and a pair of bullet stars as well. */
export const highlightedSections = defineConstraint({
  id: "detectable_format:number_highlighted_sections",
  family: "format",
  label: "Highlighted parts",
  help: "At least so many parts are *highlighted* or **bold**.",
  args: highlightArguments,
  said: ({ num_highlights }) =>
    fillPhrasings("detectable_format:number_highlighted_sections", { num_highlights }),
  claims: () => [],
  verify(text, { num_highlights }) {
    const found = text.match(HIGHLIGHT)?.length ?? 0;
    return countVerdict(found, highlightsSaid, "at least", num_highlights);
  },
});

const sectionArguments = z.strictObject({
  num_sections: z.int().min(1).max(100).default(3),
  section_spliter: phrase.default("Section"),
});

/** Exactly so many, each heading its line. IFEval wants at least so many, anywhere in a line. */
export const multipleSections = defineConstraint({
  id: "detectable_format:multiple_sections",
  family: "format",
  label: "Numbered sections",
  help: "The text has so many sections, each headed by a word and its number.",
  args: sectionArguments,
  said: (args) => fillPhrasings("detectable_format:multiple_sections", args),
  claims: ({ num_sections }) => [
    { kind: "part", what: l10n.t("a numbered section") },
    countClaim("sections", "exactly", num_sections),
  ],
  verify(text, { num_sections, section_spliter }) {
    const heading = section_spliter.toLowerCase();
    let found = 0;
    for (const { line } of proseLines(text)) {
      const title = line.replace(/^[\s#*_>]+/u, "").toLowerCase();
      if (title.startsWith(heading) && /^\s{0,3}\p{Nd}/u.test(title.slice(heading.length)))
        found += 1;
    }
    return countVerdict(found, sectionsSaid, "exactly", num_sections);
  },
});

/** As IFEval reads it: something between << and >> on one line, anywhere. */
export const title = defineConstraint({
  id: "detectable_format:title",
  family: "format",
  label: "Title",
  help: "A title stands in double angle brackets: <<Title>>.",
  args: noArguments,
  said: () => fillPhrasings("detectable_format:title", {}),
  claims: () => [{ kind: "part", what: l10n.t("a title") }],
  verify(text) {
    for (const { line } of proseLines(text)) {
      const open = line.indexOf("<<");
      const close = line.lastIndexOf(">>");
      if (open === -1 || close < open + 2) continue;
      const words = line.slice(open, close).replace(/[<>]/g, "").trim();
      if (words) return { held: true, reason: l10n.t('The title is "{0}".', words) };
    }
    return { held: false, reason: l10n.t("There is no <<title>>.") };
  },
});
