/** Formulas, as written in LaTeX and pandoc's Markdown. */
import type { ClaimedText } from "./claimed-text.js";

/**
 * No formula extends past a blank line; otherwise an unclosed one would swallow the rest of the
 * text.
 */
const INSIDE = String.raw`(?:[^\\\n]|\\[\s\S]|\n(?![ \t\r]*\n))`;
const DISPLAY = new RegExp(
  String.raw`(?<!\\)\$\$(?!\$)${INSIDE}+?\$\$|(?<!\\)\\\[${INSIDE}*?\\\]|(?<!\\)\\\(${INSIDE}*?\\\)`,
  "gu",
);
/** In LaTeX a dollar sign always means a formula: a price is written `\\$5`. */
const LATEX_INLINE = /(?<!\\)\$(?:[^$\\\n]|\\[\s\S]|\n(?![ \t\r]*\n))+?\$/gu;

/**
 * Pandoc's rule, which excludes prices: no space after the first dollar sign, none before the last,
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
