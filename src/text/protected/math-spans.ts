/** Formulas, as LaTeX and pandoc's Markdown write them. */
import type { ClaimedText } from "./claimed-text.js";

/** No formula goes over a blank line; an unclosed one would take the rest of the text along. */
const INSIDE = String.raw`(?:[^\\\n]|\\[\s\S]|\n(?![ \t\r]*\n))`;
const DISPLAY = new RegExp(
  String.raw`(?<!\\)\$\$(?!\$)${INSIDE}+?\$\$|(?<!\\)\\\[${INSIDE}*?\\\]|(?<!\\)\\\(${INSIDE}*?\\\)`,
  "gu",
);
/** In LaTeX a dollar sign is nothing else: a price is written `\\$5`. */
const LATEX_INLINE = /(?<!\\)\$(?:[^$\\\n]|\\[\s\S]|\n(?![ \t\r]*\n))+?\$/gu;

/**
 * Pandoc's rule, which keeps prices out: no space after the first dollar sign, none before the last,
 * and no digit after it.
 */
const INLINE =
  /(?<![\\$])\$(?![\s$])(?:[^$\\\n]|\\[\s\S]|\n(?![ \t\r]*\n))*?(?<!\s)\$(?![\p{N}$])/gu;

export const MATH_ENVIRONMENT =
  /\\begin\{(equation|align|alignat|aligned|gather|multline|flalign|eqnarray|displaymath|math|split|cases|[pbBvV]?matrix|subequations)(\*?)\}[\s\S]*?\\end\{\1\2\}/gu;

export function claimMathEnvironments(claimed: ClaimedText): void {
  claimed.claimAll("math", MATH_ENVIRONMENT);
}

export function claimMath(claimed: ClaimedText): void {
  claimed.claimAll("math", DISPLAY);
  claimed.claimAll("math", INLINE);
}

export function claimLatexMath(claimed: ClaimedText): void {
  claimed.claimAll("math", DISPLAY);
  claimed.claimAll("math", LATEX_INLINE);
}
