/** Constraints on words and phrases. */
import { z } from "zod";
import { phrase } from "./arguments.js";
import { defineConstraint, type Phrasings, type Span } from "./constraint.js";
import { fillPhrasings } from "./phrasings.js";

const existenceArguments = z.strictObject({ keywords: z.array(phrase).min(1).max(20) });
const forbiddenArguments = z.strictObject({ forbidden_words: z.array(phrase).min(1).max(20) });

export const keywordExistence = defineConstraint({
  id: "keywords:existence",
  family: "keywords",
  label: "Include",
  help: "These words or phrases appear, in any case.",
  args: existenceArguments,
  said: ({ keywords }) => perKeyword("keywords:existence", keywords),
  claims: ({ keywords }) => keywords.map((word) => ({ kind: "require", phrase: word })),
  verify(text, { keywords }) {
    const missing = keywords.find((word) => !findPhrase(text, word));
    if (missing !== undefined) return { held: false, reason: `"${missing}" is missing.` };
    return { held: true, reason: "Every word is there." };
  },
});

export const forbiddenWords = defineConstraint({
  id: "keywords:forbidden_words",
  family: "keywords",
  label: "Exclude",
  help: "These words or phrases do not appear, in any case.",
  args: forbiddenArguments,
  said: ({ forbidden_words }) => perKeyword("keywords:forbidden_words", forbidden_words),
  claims: ({ forbidden_words }) =>
    forbidden_words.map((word) => ({ kind: "forbid", phrase: word })),
  verify(text, { forbidden_words }) {
    for (const word of forbidden_words) {
      const span = findPhrase(text, word);
      if (span) return { held: false, reason: `"${word}" appears.`, span };
    }
    return { held: true, reason: "None of the words appears." };
  },
});

/** One phrasing per template, naming every keyword. */
function perKeyword(id: string, words: readonly string[]): Phrasings {
  const each = words.map((keyword) => fillPhrasings(id, { keyword }));
  const join = (part: keyof Phrasings) =>
    (each[0]?.[part] ?? []).map((_, template) => each.map((one) => one[part][template]).join(" "));
  return { phrasings: join("phrasings"), heldOut: join("heldOut") };
}

/**
 * The first place where a phrase stands as whole words, whatever its case: a writer who excludes
 * "cat" does not mean "catalogue".
 */
function findPhrase(text: string, words: string): Span | undefined {
  const literal = words.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(/\s+/g, "\\s+");
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])${literal}(?![\\p{L}\\p{M}\\p{N}_])`, "iu");
  const match = pattern.exec(text);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}
