/** Constraints on how the text begins and ends, and on its punctuation. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { countWords } from "../../text/words.js";
import { noArguments, phrase } from "../definition/arguments.js";
import { defineConstraint } from "../definition/constraint.js";
import { fillPhrasings } from "../definition/phrasings.js";
import { versionsSaid } from "../definition/units.js";

/** The comma and what does its work in other scripts: Arabic, ideographic, full-width, and so on. */
const COMMA =
  /[,\u055D\u060C\u07F8\u1363\u1802\u1808\u3001\uA4FE\uA60D\uA6F5\uFE10\uFE50\uFF0C\uFF64]/u;

/** Commas of every script; IFEval knows the Latin one. */
export const noComma = defineConstraint({
  id: "punctuation:no_comma",
  family: "shape",
  label: "No commas",
  help: "The text has no comma.",
  args: noArguments,
  said: () => fillPhrasings("punctuation:no_comma", {}),
  claims: () => [{ kind: "forbid", phrase: "," }],
  verify(text) {
    const comma = COMMA.exec(text);
    if (!comma) return { held: true, reason: l10n.t("No comma.") };
    return {
      held: false,
      reason: l10n.t("Comma at word {0}.", Math.max(1, countWords(text.slice(0, comma.index)))),
      span: { start: comma.index, end: comma.index + 1 },
    };
  },
});

const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["“", "”"],
  ["„", "“"],
  ["„", "”"],
  ["”", "”"],
  ["«", "»"],
  ["»", "«"],
  ["「", "」"],
  ["『", "』"],
];

/** Double quotation marks of any language; IFEval knows the straight ones. */
export const quotation = defineConstraint({
  id: "startend:quotation",
  family: "shape",
  label: "In double quotes",
  help: "The whole text stands in double quotation marks.",
  args: noArguments,
  said: () => fillPhrasings("startend:quotation", {}),
  claims: () => [{ kind: "start", phrase: '"' }],
  verify(text) {
    const body = text.trim();
    const quoted = QUOTES.some(
      ([open, close]) => body.length > 1 && body.startsWith(open) && body.endsWith(close),
    );
    if (quoted) return { held: true, reason: l10n.t("In quotation marks.") };
    const opens = QUOTES.some(([open]) => body.startsWith(open));
    return {
      held: false,
      reason: opens
        ? l10n.t("No quotation mark at the end.")
        : l10n.t("No quotation mark at the start."),
    };
  },
});

const endArguments = z.strictObject({ end_phrase: phrase });

/** What may close after the last words. IFEval allows straight quotes only. */
const CLOSING = /[\s.!?…"'”’»)\]*_]+$/u;

export const endPhrase = defineConstraint({
  id: "startend:end_checker",
  family: "shape",
  label: "Last words",
  help: "The text ends with these words.",
  args: endArguments,
  said: (args) => fillPhrasings("startend:end_checker", args),
  claims: ({ end_phrase }) => [{ kind: "end", phrase: end_phrase }],
  verify(text, { end_phrase }) {
    const end = tail(text, end_phrase.length + 100);
    if (withoutClosing(end).endsWith(withoutClosing(end_phrase.toLowerCase()))) {
      return { held: true, reason: l10n.t('The text ends with "{0}".', end_phrase) };
    }
    const start = Math.max(0, text.trimEnd().length - end_phrase.length);
    return {
      held: false,
      reason: l10n.t('The text does not end with "{0}".', end_phrase),
      span: { start, end: text.trimEnd().length },
    };
  },
});

/** The last characters, lowercased: the end of a text decides, however long the text is. */
function tail(text: string, length: number): string {
  return text.trimEnd().slice(-length).toLowerCase();
}

function withoutClosing(text: string): string {
  return text.replace(CLOSING, "");
}

const repeatArguments = z.strictObject({ prompt_to_repeat: z.string().trim().min(1).max(2000) });

export const repeatPrompt = defineConstraint({
  id: "combination:repeat_prompt",
  family: "shape",
  label: "First words",
  help: "The text first repeats these words and then goes on.",
  args: repeatArguments,
  said: (args) => fillPhrasings("combination:repeat_prompt", args),
  claims: ({ prompt_to_repeat }) => [{ kind: "start", phrase: prompt_to_repeat }],
  verify(text, { prompt_to_repeat }) {
    const start = text.trimStart().slice(0, prompt_to_repeat.length).toLowerCase();
    if (start === prompt_to_repeat.toLowerCase()) {
      return { held: true, reason: l10n.t("The text starts with the given words.") };
    }
    const offset = text.length - text.trimStart().length;
    return {
      held: false,
      reason: l10n.t("The text does not start with the given words."),
      span: { start: offset, end: Math.min(text.length, offset + prompt_to_repeat.length) },
    };
  },
});

const DIVIDER = "******";

/** As IFEval reads it: two parts that differ, with six asterisks between them. */
export const twoResponses = defineConstraint({
  id: "combination:two_responses",
  family: "shape",
  label: "Two versions",
  help: "Two different versions stand there with six asterisks between them.",
  args: noArguments,
  said: () => fillPhrasings("combination:two_responses", {}),
  claims: () => [{ kind: "part", what: l10n.t("a second version") }],
  verify(text) {
    const versions = text
      .split(DIVIDER)
      .map((version) => version.trim())
      .filter(Boolean);
    if (versions.length !== 2) {
      const found = versionsSaid(versions.length);
      return { held: false, reason: l10n.t("{0}, {1} wanted.", found, 2) };
    }
    if (versions[0] === versions[1])
      return { held: false, reason: l10n.t("Both versions are the same.") };
    return { held: true, reason: l10n.t("Two different versions.") };
  },
});
