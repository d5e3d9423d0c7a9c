/**
 * What a rewrite must leave as it is: links, citations, code, formulas, placeholders and the like. Where
 * they are depends on the language that the text is written in.
 */

import type { ProtectedSpan } from "../span.js";
import { ClaimedText } from "./claimed-text.js";
import { claimHtml } from "./html-spans.js";
import { claimLatex } from "./latex-spans.js";
import { claimMarkdown } from "./markdown-spans.js";
import { claimPlaceholders, claimPlainText } from "./plain-spans.js";

/** The protected spans of a text, in order; none overlap. `languageId` is VS Code's. */
export function protectedSpans(text: string, languageId: string): ProtectedSpan[] {
  const claimed = new ClaimedText(text);
  switch (languageId) {
    case "markdown":
    case "quarto":
    case "rmd":
      claimMarkdown(text, claimed);
      claimPlainText(claimed);
      claimPlaceholders(claimed);
      break;
    // Braces and percent signs are LaTeX's own; what is left of placeholders is claimed with the rest.
    case "latex":
    case "tex":
      claimLatex(text, claimed);
      break;
    case "html":
      claimHtml(claimed);
      claimPlainText(claimed);
      claimPlaceholders(claimed);
      break;
    default:
      claimPlainText(claimed);
      claimPlaceholders(claimed);
  }
  return claimed.result();
}

/**
 * The spans of `original` that `rewritten` does not have unchanged. One that stands twice in the
 * original must stand twice in what replaces it, and still be what it was: `[@key]` inside code is no
 * citation any more.
 */
export function lostSpans(
  original: string,
  rewritten: string,
  languageId: string,
): ProtectedSpan[] {
  const kept = new Map<string, number>();
  for (const { kind, text } of protectedSpans(rewritten, languageId)) {
    kept.set(`${kind} ${text}`, (kept.get(`${kind} ${text}`) ?? 0) + 1);
  }
  return protectedSpans(original, languageId).filter(({ kind, text }) => {
    const left = kept.get(`${kind} ${text}`) ?? 0;
    kept.set(`${kind} ${text}`, left - 1);
    return left <= 0;
  });
}
