/**
 * What LaTeX text contains besides prose. Our own scanner: the parsers on npm are larger than the
 * whole extension, and they fail or guess when a text is unfinished, as a text being written always
 * is.
 */

import type { Span, SpanKind } from "../span.js";
import type { ClaimedText } from "./claimed-text.js";
import { claimLatexMath, claimMathEnvironments } from "./math-spans.js";
import { claimAddresses, claimTypedPlaceholders } from "./plain-spans.js";

/**
 * Verbatim text, and environments whose content is not prose. An unclosed one extends to the end.
 */
const VERBATIM =
  /\\(?:verb|lstinline|mintinline(?:\[[^\]\n]*\])?\{\w+\})\*?([^\p{L}\s*{[\\])[^\n]*?\1/gu;
export const CODE_ENVIRONMENT =
  /\\begin\{(verbatim|Verbatim|lstlisting|minted|comment|filecontents|tikzpicture|tabular[xy*]?|longtable|array|algorithmic|bibliography|thebibliography)(\*?)\}[\s\S]*?(?:\\end\{\1\2\}|$)/gu;
/** In an address, a percent sign is literal; everywhere else it begins a comment. */
const ADDRESS = /\\(?:url|href|path|nolinkurl)\{[^{}\s]*\}/gu;
const COMMENT = /(?<=(?<!\\)(?:\\\\)*)%[^\n\r]*/gu;

/** Everything before the document begins is set-up, like front matter. */
export const PREAMBLE = /^\s*(?:%[^\n]*\n\s*)*\\documentclass[\s\S]*?\\begin\{document\}/gu;

const COMMAND = /\\[\p{L}@]+\*?/gu;

/** Commands whose arguments are names, never prose, by kind. */
const NAMES: readonly [SpanKind, RegExp][] = [
  [
    "citation",
    /^\\[\p{L}]*cite[\p{L}]*\*?$|^\\nocite$|^\\(?:footfull|full|paren|text|auto)?cites$/iu,
  ],
  ["link", /^\\(?:url|href|nolinkurl|path|includegraphics|input|include)\*?$/u],
  [
    "reference",
    /^\\(?:[\p{L}]*ref|label|[cC]refrange|hyperlink|hypertarget|gls(?:pl)?|Gls(?:pl)?|ac[ps]?|bibitem|index)\*?$/u,
  ],
  ["code", /^\\(?:lstinline|mintinline|lstinputlisting|inputminted)$/u],
  [
    "markup",
    /^\\(?:begin|end|usepackage|documentclass|bibliography|bibliographystyle|vspace|hspace|setlength|setcounter|newcommand|renewcommand|def|color|textcolor|pagestyle|thispagestyle)\*?$/u,
  ],
];

/** They separate text, as bullets and blank lines do, and may come and go with it. */
const PARTS = /^\\(?:item|par)$/u;
/** Commands that take prose even when it is one word. */
const PROSE =
  /^\\(?:emph|text(?:bf|it|sc|sf|sl|tt|rm|up|md|normal)|underline|footnote|footnotetext|thanks|caption|(?:sub)*section|(?:sub)?paragraph|chapter|part|title|author|date|enquote|mbox|uline|st|so|hl)\*?$/u;

export function claimLatex(text: string, claimed: ClaimedText): void {
  claimed.claimAll("frontMatter", PREAMBLE);
  claimed.claimAll("code", VERBATIM);
  claimed.claimAll("code", CODE_ENVIRONMENT);
  claimed.claimAll("link", ADDRESS);
  claimed.claimAll("markup", COMMENT);
  claimMathEnvironments(claimed);
  claimLatexMath(claimed);
  claimCommands(text, claimed);
  claimTypedPlaceholders(claimed);
  claimAddresses(claimed);
}

/** `\cite[p.~3]{key}` and the like in a text that is not otherwise LaTeX. */
export function claimLatexNames(text: string, claimed: ClaimedText): void {
  for (const { command, start, args } of commands(text)) {
    const kind = kindOfNames(command);
    const last = args.at(-1);
    if (kind && last) claimed.claim(kind, { start, end: last.end });
  }
}

function claimCommands(text: string, claimed: ClaimedText): void {
  for (const { command, start, args } of commands(text)) {
    if (PARTS.test(command)) continue;
    const prose = firstProse(text, command, args);
    const whole = prose === -1 ? args : args.slice(0, prose);
    const end = whole.at(-1)?.end ?? start + command.length;
    const inProse = prose === -1 ? [] : args.slice(prose);
    claimed.claim(kindOfNames(command) ?? "markup", {
      start,
      end: inProse[0] ? inProse[0].start + 1 : end,
    });
    inProse.forEach((argument, i) => {
      const next = inProse[i + 1];
      claimed.claim("markup", {
        start: argument.end - 1,
        end: next ? next.start + 1 : argument.end,
      });
    });
  }
}

function* commands(text: string) {
  for (const match of text.matchAll(COMMAND)) {
    const command = match[0];
    if (isEscaped(text, match.index)) continue;
    yield { command, start: match.index, args: argumentsAt(text, match.index + command.length) };
  }
}

/** Index of the first argument that contains prose; -1 if none does. */
function firstProse(text: string, command: string, args: Span[]): number {
  const kind = kindOfNames(command);
  if (kind && !/^\\(?:href|textcolor|hyperlink|hypertarget)$/u.test(command)) return -1;
  const required = (i: number) => text[args[i]?.start ?? 0] === "{";
  if (kind) return args.findIndex((_, i) => i > 0 && required(i));
  return args.findIndex(
    ({ start, end }, i) =>
      required(i) && (PROSE.test(command) || /\s/u.test(text.slice(start + 1, end - 1))),
  );
}

function kindOfNames(command: string): SpanKind | undefined {
  return NAMES.find(([, pattern]) => pattern.test(command))?.[0];
}

/** Whether the backslash at an offset is itself escaped: `\\cite` is a line break and a word. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

/** The arguments in brackets and braces that follow immediately. An unclosed one does not count. */
function argumentsAt(text: string, from: number): Span[] {
  const args: Span[] = [];
  let start = from;
  for (;;) {
    const end = text[start] === "{" || text[start] === "[" ? closing(text, start) : undefined;
    if (end === undefined) return args;
    args.push({ start, end });
    start = end;
  }
}

/** The end of a group that opens at an offset, if it closes before a blank line. */
function closing(text: string, start: number): number | undefined {
  const close = text[start] === "{" ? "}" : "]";
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (character === "\\") i++;
    else if (character === "\n" && /^[ \t\r]*\n/.test(text.slice(i + 1, i + 80))) return undefined;
    else if (character === "{" || (i === start && character === "[")) depth++;
    else if (character === "}" && --depth <= 0) return close === "}" ? i + 1 : undefined;
    else if (character === "]" && close === "]" && depth === 1) return i + 1;
  }
  return undefined;
}
