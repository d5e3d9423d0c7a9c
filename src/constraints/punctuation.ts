/** Constraints on punctuation. */
import { noArguments } from "./arguments.js";
import { defineConstraint } from "./constraint.js";
import { fillPhrasings } from "./phrasings.js";
import { countWords } from "./words.js";

/** The comma and what does its work in other scripts: Arabic, ideographic, full-width, and so on. */
const COMMA =
  /[,\u060C\u3001\uFF0C\u055D\u07F8\u1363\u1802\u1808\uA4FE\uA60D\uA6F5\uFE10\uFE50\uFF64]/u;

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
    if (!comma) return { held: true, reason: "No comma." };
    return {
      held: false,
      reason: `Comma at word ${Math.max(1, countWords(text.slice(0, comma.index)))}.`,
      span: { start: comma.index, end: comma.index + 1 },
    };
  },
});
