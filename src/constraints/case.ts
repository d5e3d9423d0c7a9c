/** Constraints on the case of letters. */
import { noArguments } from "./arguments.js";
import { defineConstraint, type Verdict } from "./constraint.js";
import { fillPhrasings } from "./phrasings.js";

const LOWERCASE_LETTER = /\p{Lowercase}/u;
const CAPITAL_LETTER = /[\p{Uppercase}\p{Lt}]/u;

export const englishCapital = defineConstraint({
  id: "change_case:english_capital",
  family: "case",
  label: "All capitals",
  help: "Every letter is a capital.",
  args: noArguments,
  said: () => fillPhrasings("change_case:english_capital", {}),
  claims: () => [{ kind: "case", letters: "capital" }],
  verify: (text) => verifyCase(text, CAPITAL_LETTER, LOWERCASE_LETTER, "capital"),
});

export const englishLowercase = defineConstraint({
  id: "change_case:english_lowercase",
  family: "case",
  label: "All lowercase",
  help: "No letter is a capital.",
  args: noArguments,
  said: () => fillPhrasings("change_case:english_lowercase", {}),
  claims: () => [{ kind: "case", letters: "lowercase" }],
  verify: (text) => verifyCase(text, LOWERCASE_LETTER, CAPITAL_LETTER, "lowercase"),
});

/**
 * Holds when the text has a letter of the wanted case and none of the other. Letters without case
 * (digits, Han, Devanagari) do not count.
 */
function verifyCase(
  text: string,
  wanted: RegExp,
  other: RegExp,
  name: "capital" | "lowercase",
): Verdict {
  const fault = other.exec(text);
  if (fault) {
    const letter = fault[0];
    return {
      held: false,
      reason: `"${letter}" is not a ${name} letter.`,
      span: { start: fault.index, end: fault.index + letter.length },
    };
  }
  if (!wanted.test(text)) return { held: false, reason: `There is no ${name} letter.` };
  return {
    held: true,
    reason: `Every letter is ${name === "capital" ? "a capital" : "lowercase"}.`,
  };
}
