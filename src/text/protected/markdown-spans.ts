/**
 * What Markdown has beside prose. micromark knows which brackets, backticks and indents count; what
 * pandoc and GitHub add is found by patterns: their extensions for it take prices for formulas, and
 * know a footnote or reference only when it is defined in the same text, while a rewrite is given one
 * passage of a document.
 */
import { parse, postprocess, preprocess } from "micromark";
import type { SpanKind } from "../span.js";
import type { ClaimedText } from "./claimed-text.js";
import { claimHtml } from "./html-spans.js";
import { claimLatexNames } from "./latex-spans.js";
import { claimMath, claimMathEnvironments } from "./math-spans.js";
import { claimDollarPlaceholders } from "./plain-spans.js";

/** micromark's tokens that are claimed whole. */
const KINDS: Partial<Record<string, SpanKind>> = {
  link: "link",
  image: "link",
  autolink: "link",
  definition: "link",
  codeText: "code",
  codeFenced: "code",
  codeIndented: "code",
  characterReference: "markup",
};

/**
 * A block between two fences of hyphens (YAML) or pluses (TOML) at the very start. As pandoc has it, the
 * first is not followed by a blank line: else it is a divider.
 */
export const FRONT_MATTER =
  /^\ufeff?(?:---[ \t]*\r?\n(?![ \t]*\r?\n)(?:[^\n]*\n)*?(?:---|\.\.\.)|\+\+\+[ \t]*\r?\n(?:[^\n]*\n)*?\+\+\+)[ \t]*(?=\r?\n|$)/gu;

const FOOTNOTE = /\[\^[^\]\s[]+\]:?/gu;

/** `[text][label]`, `[text][]` and the same with an image's mark, defined elsewhere. */
const REFERENCE =
  /!?\[(?:[^[\]\n\\]|\\.|\[[^[\]\n]*\]|\n(?![ \t\r]*\n))*\]\[(?:[^[\]\n\\]|\\.)*\]/gu;

export function claimMarkdown(text: string, claimed: ClaimedText): void {
  const frontMatter = text.match(FRONT_MATTER)?.[0] ?? "";
  claimed.claim("frontMatter", { start: 0, end: frontMatter.length });
  claimTokens(text, frontMatter.length, claimed);
  claimDollarPlaceholders(claimed);
  claimMathEnvironments(claimed);
  claimMath(claimed);
  claimLatexNames(text, claimed);
  claimHtml(claimed);
  claimed.claimAll("footnote", FOOTNOTE);
  claimed.claimAll("link", REFERENCE);
}

function claimTokens(text: string, from: number, claimed: ClaimedText): void {
  // micromark leaves a byte order mark out of its offsets.
  const offset = from === 0 && text.startsWith("\ufeff") ? 1 : from;
  const chunks = preprocess()(text.slice(offset), undefined, true);
  const events = postprocess(parse().document().write(chunks));
  for (const [step, token] of events) {
    const kind = KINDS[token.type];
    if (step === "enter" && kind) {
      const start = offset + token.start.offset;
      // An unclosed block of code takes the line break at the end along, which is not its own.
      const { length } = text.slice(start, offset + token.end.offset).trimEnd();
      claimed.claim(kind, { start, end: start + length });
    }
  }
}
