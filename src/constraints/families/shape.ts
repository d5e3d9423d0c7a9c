/** Constraints on how the text begins and ends, and on its punctuation. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { sentences } from "../../text/sentences.js";
import { countWords } from "../../text/words.js";
import {
  defineConstraint,
  defineDeclaration,
  noArguments,
  phrase,
} from "../definition/constraint.js";
import { filled } from "../definition/phrasings.js";
import { asSentence, followedBy, groups, joined, sentencesIn } from "../definition/prose.js";
import { versionsSaid } from "../definition/units.js";

const noCommaDeclaration = defineDeclaration({
  id: "punctuation:no_comma",
  family: "shape",
  label: "No commas",
  help: "The text has no comma.",
  inView: true,
  args: noArguments,
  argumentLabels: {},
  claims: () => [{ kind: "forbid", phrase: "," }],
  steering: { operation: "target" },
  samples: [{}],
});

/** The comma and what does its work in other scripts: Arabic, ideographic, full-width, and so on. */
const COMMA =
  /[,\u055D\u060C\u07F8\u1363\u1802\u1808\u3001\uA4FE\uA60D\uA6F5\uFE10\uFE50\uFF0C\uFF64]/u;

/** Commas of every script; IFEval knows the Latin one. */
export const noComma = /* @__PURE__ */ defineConstraint(noCommaDeclaration, {
  said: () => ({
    phrasings: [
      "Do not use any commas.",
      "Write without commas.",
      "Avoid commas.",
      "No commas are allowed in your answer.",
      "Refrain from the use of commas.",
      "Your text must not contain any commas.",
      "Leave out all commas.",
    ],
    heldOut: ["Please do not put commas in your answer.", "Use no commas."],
  }),
  verify(text) {
    const comma = COMMA.exec(text);
    if (!comma) return { held: true, reason: l10n.t("No comma.") };
    return {
      held: false,
      reason: l10n.t("Comma at word {0}.", Math.max(1, countWords(text.slice(0, comma.index)))),
      span: { start: comma.index, end: comma.index + 1 },
    };
  },
  /** Sentence by sentence; what stands between sentences stays as it is, but for its commas. */
  made(text) {
    let changed = "";
    let from = 0;
    for (const { start, end } of sentences(text)) {
      changed += withoutCommas(text.slice(from, start)) + withoutCommas(text.slice(start, end));
      from = end;
    }
    return changed + withoutCommas(text.slice(from));
  },
});

/** A longer insertion between two commas reads better as a part of its own. */
const MOST_WORDS_IN_PARENTHESES = 8;
/** What a sentence opens with needs no mark after it: "In the morning boats come in." */
const MOST_WORDS_OF_OPENING = 4;
/** What joins two parts of a sentence well enough without a comma. */
const JOINING =
  /^\s*(?:and|or|but|so|nor|yet|because|that|which|who|und|oder|aber|denn|sondern|dass|et|ou|mais|car|que|qui|y|o|e|pero|sino|en|maar|of|och|men|eller)\s/iu;

/** A sentence whose commas are dropped or replaced by other marks, so that it can still be read. */
function withoutCommas(sentence: string): string {
  const rest = sentence
    .replace(/(?<=\p{Nd}),(?=\p{Nd}{3}(?!\p{Nd}))/gu, "")
    .replace(/(?<=\p{Nd}),(?=\p{Nd})/gu, ".")
    .replace(/,(?=["'”’»])/gu, "")
    .replace(/[\u3001\uFF64]/gu, "・")
    .replace(/\uFF0C/gu, "；")
    .replace(/\u060C/gu, "؛");
  const parts = rest.split(new RegExp(COMMA, "gu"));
  const [first = "", second = "", third = ""] = parts;
  const isShort = (part: string) => countWords(part) < 2;
  if (parts.length === 2) {
    const isOpening = countWords(first) <= MOST_WORDS_OF_OPENING;
    return isOpening || JOINING.test(second) ? first + second : `${first} –${second}`;
  }
  if (
    parts.length === 3 &&
    !isShort(second) &&
    countWords(second) <= MOST_WORDS_IN_PARENTHESES &&
    !JOINING.test(third)
  ) {
    return `${first} (${second.trim()})${third}`;
  }
  return parts.join(";");
}

const quotationDeclaration = defineDeclaration({
  id: "startend:quotation",
  family: "shape",
  label: "In double quotes",
  help: "The whole text stands in double quotation marks.",
  args: noArguments,
  argumentLabels: {},
  claims: () => [{ kind: "start", phrase: '"' }],
  steering: { operation: "target" },
  samples: [{}],
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
export const quotation = /* @__PURE__ */ defineConstraint(quotationDeclaration, {
  said: () => ({
    phrasings: [
      "Wrap your entire answer in double quotation marks.",
      "Put the whole answer in double quotes.",
      "Use double quotation marks around the answer.",
      "Your answer must be inside double quotation marks.",
      "Enclose the whole text in double quotes.",
      "The text should begin and end with a double quotation mark.",
    ],
    heldOut: [
      "Surround your answer with double quotes.",
      "Quote the whole answer with double quotation marks.",
    ],
  }),
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
  /** Quotations inside become single ones. */
  made: (text) =>
    `"${text.replace(/"/g, "'").replace(/“/g, "‘").replace(/”/g, "’").replace(/„/g, "‚")}"`,
});

const endPhraseDeclaration = defineDeclaration({
  id: "startend:end_checker",
  family: "shape",
  label: "Last words",
  help: "The text ends with these words.",
  args: z.strictObject({ end_phrase: phrase }),
  argumentLabels: { end_phrase: "Words" },
  example: { end_phrase: "The end." },
  claims: ({ end_phrase }) => [{ kind: "end", phrase: end_phrase }],
  steering: { operation: "target" },
});

/** What may close after the last words. IFEval allows straight quotes only. */
const CLOSING = /[\s.!?…"'”’»)\]*_]+$/u;

export const endPhrase = /* @__PURE__ */ defineConstraint(endPhraseDeclaration, {
  said: (args) =>
    filled(
      {
        phrasings: [
          "Finish with this exact phrase: {end_phrase}",
          'End your text with the words "{end_phrase}"',
          "The last words must be: {end_phrase}",
          "Close with exactly this phrase and nothing after it: {end_phrase}",
          'Your answer has to end with "{end_phrase}"',
          "Let the text end in these words: {end_phrase}",
        ],
        heldOut: [
          "Conclude with this exact phrase: {end_phrase}",
          "No words may follow this ending: {end_phrase}",
        ],
      },
      args,
    ),
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
  made: (text, { end_phrase }) => followedBy(asSentence(text), asSentence(end_phrase)),
});

/** The last characters, lowercased: the end of a text decides, however long the text is. */
function tail(text: string, length: number): string {
  return text.trimEnd().slice(-length).toLowerCase();
}

function withoutClosing(text: string): string {
  return text.replace(CLOSING, "");
}

const repeatPromptDeclaration = defineDeclaration({
  id: "combination:repeat_prompt",
  family: "shape",
  label: "First words",
  help: "The text first repeats these words and then goes on.",
  args: z.strictObject({ prompt_to_repeat: z.string().trim().min(1).max(2000) }),
  argumentLabels: { prompt_to_repeat: "Words" },
  example: { prompt_to_repeat: "Tell me about the sea." },
  claims: ({ prompt_to_repeat }) => [{ kind: "start", phrase: prompt_to_repeat }],
  steering: { operation: "target" },
});

export const repeatPrompt = /* @__PURE__ */ defineConstraint(repeatPromptDeclaration, {
  said: (args) =>
    filled(
      {
        phrasings: [
          "First repeat this word for word and then answer: {prompt_to_repeat}",
          "Begin by repeating the following without change: {prompt_to_repeat}",
          "Before you answer, say this again exactly: {prompt_to_repeat}",
          "Repeat this request word for word, then give your answer: {prompt_to_repeat}",
          "Start your text with exactly these words: {prompt_to_repeat}",
          "Copy this first, and only then answer: {prompt_to_repeat}",
        ],
        heldOut: [
          "Your answer must open with these very words: {prompt_to_repeat}",
          "Say this again word for word before anything else: {prompt_to_repeat}",
        ],
      },
      args,
    ),
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
  made: (text, { prompt_to_repeat }) => `${prompt_to_repeat}\n\n${text}`,
});

const twoResponsesDeclaration = defineDeclaration({
  id: "combination:two_responses",
  family: "shape",
  label: "Two versions",
  help: "Two different versions stand there with six asterisks between them.",
  args: noArguments,
  argumentLabels: {},
  claims: () => [{ kind: "part", what: l10n.t("a second version") }],
  steering: { operation: "target" },
});

const DIVIDER = "******";

/** As IFEval reads it: two parts that differ, with six asterisks between them. */
export const twoResponses = /* @__PURE__ */ defineConstraint(twoResponsesDeclaration, {
  said: () => ({
    phrasings: [
      "Give two different responses separated by ******.",
      "Write two different answers with six asterisks (******) between them.",
      "Answer twice, in two different ways, and put ****** between the answers.",
      "I want two versions separated by ******.",
      "Please give two different texts divided by a line of six asterisks: ******.",
      "Provide two alternatives; only ****** stands between them.",
    ],
    heldOut: [
      "Offer two different answers with ****** in between.",
      "Two responses, please, separated by six asterisk symbols: ******.",
    ],
  }),
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
  /** The second version is the first half of the text; a single sentence has none. */
  made(text) {
    const all = sentencesIn(text);
    const [half = []] = groups(all, 2);
    return all.length < 2 ? undefined : `${text}\n\n${DIVIDER}\n\n${joined(half)}`;
  },
});

/** In the order in which a person is shown them. */
export const shapeDeclarations = [
  noCommaDeclaration,
  quotationDeclaration,
  endPhraseDeclaration,
  repeatPromptDeclaration,
  twoResponsesDeclaration,
];

export const shapeConstraints = [noComma, quotation, endPhrase, repeatPrompt, twoResponses];
