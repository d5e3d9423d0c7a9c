/**
 * What a rewrite must leave unchanged: links, citations, code, formulas, placeholders and the like.
 * Where they are depends on the text's language.
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
    // Braces and percent signs belong to LaTeX; the remaining placeholders are claimed with
    // everything else.
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
 * The spans of `original` that are not in `rewritten` unchanged. A span that occurs twice in the
 * original must occur twice in the rewrite and still be of the same kind: `[@key]` inside code is
 * no longer a citation.
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
