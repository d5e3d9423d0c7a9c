/** Constraints on the format of the text. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { isBullet, proseLines } from "../../text/markdown.js";
import type { Span } from "../../text/span.js";
import { words } from "../../text/words.js";
import {
  defineConstraint,
  defineDeclaration,
  noArguments,
  phrase,
} from "../definition/constraint.js";
import { enumerate, filled } from "../definition/phrasings.js";
import {
  groups,
  joined,
  paragraphsIn,
  sentencesIn,
  titleOf,
  withWordsChanged,
} from "../definition/prose.js";
import { countClaim, countVerdict } from "../definition/quantity.js";
import { bulletsSaid, highlightsSaid, quotedSaid, sectionsSaid } from "../definition/units.js";

const bulletListDeclaration = defineDeclaration({
  id: "detectable_format:number_bullet_lists",
  family: "format",
  label: "Bullet list",
  help: "Every line is a bullet point; with a number, the text has exactly so many.",
  inView: true,
  args: z.strictObject({ num_bullets: z.int().min(1).max(100).optional() }),
  argumentLabels: { num_bullets: "Number" },
  claims: ({ num_bullets }) => [
    { kind: "part", what: l10n.t("a bullet list") },
    countClaim("bullets", num_bullets === undefined ? "at least" : "exactly", num_bullets ?? 1),
  ],
  steering: { operation: "target" },
  samples: [{}],
});

/**
 * Without a number, which IFEval does not have, nothing but bullets. IFEval counts every line that
 * begins with "-" or "*": also "---" and "*emphasis*".
 */
export const bulletList = /* @__PURE__ */ defineConstraint(bulletListDeclaration, {
  said: ({ num_bullets }) =>
    num_bullets === undefined
      ? {
          phrasings: [
            "Answer with a bullet list.",
            "Use bullet points.",
            "Format the text as a list of bullet points.",
            "Write it as a list in which every line starts with a dash.",
            "Give me a list with bullets.",
            "Present each point as a bullet.",
            "Your answer should be a bulleted list.",
          ],
          heldOut: ["Put it into bullet points.", "Make your answer a bulleted list."],
        }
      : filled(
          {
            phrasings: [
              "Use exactly {num_bullets} bullet points.",
              "Answer with {num_bullets} bullets.",
              "Your answer must contain exactly {num_bullets} bullet points.",
              "Give me a list of {num_bullets} bullet points.",
              "Write {num_bullets} bullet points, each starting with a dash or an asterisk.",
              "Make it a list with exactly {num_bullets} bullets.",
            ],
            heldOut: [
              "Put it into {num_bullets} bullet points.",
              "There should be exactly {num_bullets} bullets.",
            ],
          },
          { num_bullets },
        ),
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
  made: (text, { num_bullets }) => asBullets(text, num_bullets),
});

/**
 * A bullet for every sentence of a text, or so many for groups of sentences; undefined where there are
 * fewer.
 *
 * @param marker what stands before each, with its space
 */
export function asBullets(text: string, count?: number, marker = "- "): string | undefined {
  const parts = sentencesIn(text);
  if (count !== undefined && parts.length < count) return undefined;
  const bullets = count === undefined ? parts : groups(parts, count).map(joined);
  return bullets.map((bullet) => marker + bullet).join("\n");
}

const jsonDeclaration = defineDeclaration({
  id: "detectable_format:json_format",
  family: "format",
  label: "JSON",
  help: "The whole text is one JSON object or array; a Markdown code fence around it is fine.",
  inView: true,
  args: noArguments,
  argumentLabels: {},
  claims: () => [{ kind: "whole", what: "JSON" }],
  guarantee: "grammar",
  steering: { operation: "target" },
  samples: [{}],
});

/** An object or an array. IFEval also accepts a bare number, word or string, and Python's NaN. */
export const json = /* @__PURE__ */ defineConstraint(jsonDeclaration, {
  said: () => ({
    phrasings: [
      "Answer in JSON format.",
      "The entire output should be wrapped in JSON.",
      "Return a JSON object.",
      "Format the answer as JSON.",
      "Please give valid JSON only.",
      "Write your answer as a JSON object.",
      "Your whole answer must be JSON.",
    ],
    heldOut: ["Respond with a JSON object.", "Use the JSON format for the whole answer."],
  }),
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
  made(text) {
    const title = titleOf(text);
    const all = paragraphsIn(text).map(sentencesIn);
    const body = all.length > 1 ? { paragraphs: all } : { sentences: all.flat() };
    return JSON.stringify({ title, ...body }, undefined, 2);
  },
});

/** V8's message without its quotation of the text, which may be long. */
function jsonFault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, ?(?:\.\.\.)?".*$/su, "").replace(/\.$/, "");
}

const titleDeclaration = defineDeclaration({
  id: "detectable_format:title",
  family: "format",
  label: "Title",
  help: "A title stands in double angle brackets: <<Title>>.",
  args: noArguments,
  argumentLabels: {},
  claims: () => [{ kind: "part", what: l10n.t("a title") }],
  steering: { operation: "target" },
  samples: [{}],
});

/** As IFEval reads it: something between << and >> on one line, anywhere. */
export const title = /* @__PURE__ */ defineConstraint(titleDeclaration, {
  said: () => ({
    phrasings: [
      "Add a title in double angular brackets.",
      "Your answer must contain a title wrapped in << >>.",
      "Give it a title such as <<title>>.",
      "Put a title in << >> at the top.",
      "Include a title in double angle brackets.",
      "Begin with a title wrapped in double angular brackets.",
    ],
    heldOut: ["Wrap a title in << >> and put it first.", "Start with a <<title>>."],
  }),
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
  made: (text) => `<<${titleOf(text)}>>\n\n${text}`,
});

const multipleSectionsDeclaration = defineDeclaration({
  id: "detectable_format:multiple_sections",
  family: "format",
  label: "Numbered sections",
  help: "The text has so many sections, each headed by a word and its number.",
  args: z.strictObject({
    num_sections: z.int().min(1).max(100).default(3),
    section_spliter: phrase.default("Section"),
  }),
  argumentLabels: { num_sections: "Number", section_spliter: "Heading" },
  claims: ({ num_sections }) => [
    { kind: "part", what: l10n.t("a numbered section") },
    countClaim("sections", "exactly", num_sections),
  ],
  steering: { operation: "target" },
});

/** Exactly so many, each heading its line. IFEval wants at least so many, anywhere in a line. */
export const multipleSections = /* @__PURE__ */ defineConstraint(multipleSectionsDeclaration, {
  said: (args) =>
    filled(
      {
        phrasings: [
          "Write {num_sections} sections and mark each with {section_spliter} X, such as {section_spliter} 1.",
          "Your text must have {num_sections} sections, headed {section_spliter} 1, {section_spliter} 2 and so on.",
          "Divide the text into {num_sections} sections, each beginning with {section_spliter} and its number.",
          "Use {num_sections} numbered sections that start with {section_spliter} 1.",
          "Structure it in {num_sections} parts, each headed {section_spliter} and a number.",
          "Begin each of the {num_sections} sections with {section_spliter} X.",
        ],
        heldOut: [
          "Split it into {num_sections} sections called {section_spliter} 1, {section_spliter} 2 and so on.",
          "There should be {num_sections} sections, each marked {section_spliter} and a number.",
        ],
      },
      args,
    ),
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
  /** Paragraphs go to sections where there are enough of them, else sentences. */
  made(text, { num_sections, section_spliter }) {
    const headed = (parts: string[]) =>
      parts.map((part, i) => `${section_spliter} ${i + 1}\n${part}`).join("\n\n");
    const [all, sentences] = [paragraphsIn(text), sentencesIn(text)];
    if (all.length >= num_sections) {
      return headed(groups(all, num_sections).map((group) => group.join("\n\n")));
    }
    if (sentences.length < num_sections) return undefined;
    return headed(groups(sentences, num_sections).map(joined));
  },
});

const highlightedSectionsDeclaration = defineDeclaration({
  id: "detectable_format:number_highlighted_sections",
  family: "format",
  label: "Highlighted parts",
  help: "At least so many parts are *highlighted* or **bold**.",
  args: z.strictObject({ num_highlights: z.int().min(1).max(100).default(1) }),
  argumentLabels: { num_highlights: "Number" },
  claims: () => [],
  steering: { operation: "target" },
});

const HIGHLIGHT = /(\*{1,3}|_{1,3})(?![\s*_])[^*_\n]{1,500}(?<![\s*_])\1/gu;

/** `**bold**` counts once; IFEval counts it twice, and a pair of bullet stars as well. */
export const highlightedSections = /* @__PURE__ */ defineConstraint(
  highlightedSectionsDeclaration,
  {
    said: ({ num_highlights }) =>
      filled(
        {
          phrasings: [
            "Highlight at least {num_highlights} sections with Markdown, such as *highlighted section*.",
            "Emphasise at least {num_highlights} parts of the text with asterisks.",
            "Put at least {num_highlights} phrases in *italics* or **bold**.",
            "Your text must have at least {num_highlights} highlighted parts, like *this*.",
            "Mark at least {num_highlights} important passages with asterisks.",
            "Use Markdown to highlight {num_highlights} or more sections.",
          ],
          heldOut: [
            "Highlight {num_highlights} or more phrases *like this*.",
            "There should be at least {num_highlights} passages between asterisks.",
          ],
        },
        { num_highlights },
      ),
    verify: (text, { num_highlights }) =>
      countVerdict(countHighlights(text), highlightsSaid, "at least", num_highlights),
    made: (text, { num_highlights }) =>
      withWordsChanged(
        text,
        num_highlights - countHighlights(text),
        (word) => `*${word}*`,
        (word, { start, end }) => !/[*_]/.test(text.charAt(start - 1) + word + text.charAt(end)),
      ),
  },
);

function countHighlights(text: string): number {
  return text.match(HIGHLIGHT)?.length ?? 0;
}

/** IFEval's own three answers; a writer may name others. */
const ANSWERS = ["My answer is yes.", "My answer is no.", "My answer is maybe."];

const constrainedResponseDeclaration = defineDeclaration({
  id: "detectable_format:constrained_response",
  family: "format",
  label: "One of given answers",
  help: "The whole text is one of the given answers.",
  args: z.strictObject({ options: z.array(phrase).min(1).max(20).default(ANSWERS) }),
  argumentLabels: { options: "Answers" },
  placeholder: "Add one",
  claims: () => [
    { kind: "whole", what: l10n.t("one of the given answers") },
    { kind: "count", unit: "sentences", min: 1, max: 1 },
  ],
  steering: { operation: "target" },
});

/** The text is the answer. For IFEval it is enough that one of its three answers is in the text. */
export const constrainedResponse = /* @__PURE__ */ defineConstraint(
  constrainedResponseDeclaration,
  {
    said: ({ options }) =>
      filled(
        {
          phrasings: [
            "Answer with one of the following options: {options}.",
            "Choose one of these as your whole answer: {options}.",
            "Your answer must be exactly one of these: {options}.",
            "Reply with one of {options} and nothing else.",
            "Pick one: {options}.",
            "The only allowed answers are {options}.",
          ],
          heldOut: [
            "Respond with exactly one of these options: {options}.",
            "Say one of {options}, no more.",
          ],
        },
        {
          options: enumerate(options.map((option) => `"${option}"`)),
        },
      ),
    verify(text, { options }) {
      const answer = bare(text);
      const found = options.find((option) => bare(option) === answer);
      if (found !== undefined) return { held: true, reason: l10n.t("{0}.", quotedSaid([found])) };
      return {
        held: false,
        reason: l10n.t("The text is not one of {0}.", quotedSaid(options)),
      };
    },
    /** The answer that shares most words with the text; the first of those that share as many. */
    made(text, { options }) {
      const own = wordsOf(text);
      const shared = options.map((option) => [...wordsOf(option)].filter((word) => own.has(word)));
      const most = Math.max(...shared.map(({ length }) => length));
      return options[shared.findIndex(({ length }) => length === most)];
    },
  },
);

/** An answer without what may stand around it: space, quotes, emphasis, the full stop. */
function bare(answer: string): string {
  return answer.replace(/^[\s"“*_]+/u, "").replace(/[\s"”*_.]{1,20}$/u, "");
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(words(text).map(({ start, end }) => text.slice(start, end).toLowerCase()));
}

/** In the order in which a person is shown them. */
export const formatDeclarations = [
  bulletListDeclaration,
  jsonDeclaration,
  titleDeclaration,
  multipleSectionsDeclaration,
  highlightedSectionsDeclaration,
  constrainedResponseDeclaration,
];

export const formatConstraints = [
  bulletList,
  json,
  title,
  multipleSections,
  highlightedSections,
  constrainedResponse,
];
