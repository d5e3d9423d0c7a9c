/**
 * What Markdown contains besides prose. micromark knows which brackets, backticks and indents
 * count. Pandoc's and GitHub's additions are found by patterns: the extensions for them mistake
 * prices for formulas, and recognise a footnote or reference only if it is defined in the same
 * text, whereas a rewrite sees a single passage of a document.
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
 * A block between two fences of hyphens (YAML) or pluses (TOML) at the very start. As in pandoc,
 * the first must not be followed by a blank line; otherwise it is a divider.
 */
export const FRONT_MATTER =
  /^\ufeff?(?:---[ \t]*\r?\n(?![ \t]*\r?\n)(?:[^\n]*\n)*?(?:---|\.\.\.)|\+\+\+[ \t]*\r?\n(?:[^\n]*\n)*?\+\+\+)[ \t]*(?=\r?\n|$)/gu;

const FOOTNOTE = /\[\^[^\]\s[]+\]:?/gu;

/** `[text][label]`, `[text][]` and the same with an image's mark, if defined elsewhere. */
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
      // An unclosed code block includes the final line break, which is not part of it.
      const { length } = text.slice(start, offset + token.end.offset).trimEnd();
      claimed.claim(kind, { start, end: start + length });
    }
  }
}
