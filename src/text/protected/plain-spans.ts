/**
 * Spans that a text in any language may contain. Our own patterns: the npm packages that find links
 * in plain text turn bare domains and file names into links, and none knows placeholders.
 */
import type { ClaimedText } from "./claimed-text.js";

/** What addresses consist of: brackets count if they are closed, punctuation if more follows. */
const GROUP = String.raw`\([^\s<>"\x60\ue000()]*\)|\[[^\s<>"\x60\ue000[\]]*\]|\{[^\s<>"\x60\ue000{}]*\}`;
const INNER = String.raw`(?:[^\s<>"\x60\ue000()[\]{}]|${GROUP})*`;
const LAST = String.raw`(?:[^\s<>"\x60\ue000()[\]{}.,;:!?'’”*_~|…。，]|${GROUP})`;
const URL = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:https?|ftps?|file|mailto|doi|tel|git|ssh):${INNER}${LAST}` +
    String.raw`|(?<![\p{L}\p{N}@/.])www\.${INNER}${LAST}`,
  "giu",
);

const MAIL =
  /(?<![\p{L}\p{N}_.+-])[\p{L}\p{N}_](?:[\p{L}\p{N}_.%+-]*[\p{L}\p{N}_+-])?@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)*/gu;

/** A pandoc key: it may contain single punctuation marks, but not end with one. */
const KEY = String.raw`-?@(?:\{[^{}\s]+\}|[\p{L}\p{N}_]+(?:(?:::|[:.#$%&\-+?<>~/])[\p{L}\p{N}_]+)*)`;
const BRACKETED_CITATION = new RegExp(
  String.raw`\[(?:[^[\]\n]|\n(?![ \t\r]*\n)){0,300}?(?<![\p{L}\p{N}_.])${KEY}(?:[^[\]\n]|\n(?![ \t\r]*\n)){0,300}\]`,
  "gu",
);
const CITATION = new RegExp(String.raw`(?<![\p{L}\p{N}_.@/\\])${KEY}`, "gu");

/**
 * Web and email addresses, and pandoc's citations, which people also use in email and plain text.
 */
export function claimPlainText(claimed: ClaimedText): void {
  claimAddresses(claimed);
  claimed.claimAll("citation", BRACKETED_CITATION);
  claimed.claimAll("citation", CITATION);
}

export function claimAddresses(claimed: ClaimedText): void {
  claimed.claimAll("link", URL);
  claimed.claimAll("link", MAIL);
}

const PLACEHOLDERS = [
  // {{name}}, {{#each}}, {% if %}, ${name}, #{name}, <%= name %>
  /\{\{\{?[^{}\n]*\}\}\}?|\{%[^\n]*?%\}|[$#]\{[^{}\n]*\}|<%[^\n]*?%>/gu,
  // {name}, {0}, {user.name}, {count:d}, {#id .class}
  /\{(?:[\p{L}\p{N}_][\p{L}\p{N}_.:-]*|[#.][^{}\n]*)\}/gu,
  // %s, %1$d, %.2f, %(name)s, %{name}, %NAME%; but not "5 %d" or "100%safe"
  /(?<![\p{N}%])%(?:\([\p{L}_][\p{L}\p{N}_]*\)[a-z]|\{[\p{L}_][\p{L}\p{N}_]*\}|[\p{Lu}_]+%|(?:\d+\$)?[+#0-]*\d*(?:\.\d+)?[sdifuxXoeEgGc](?![\p{L}\p{N}]))/gu,
  // <NAME>, <YOUR NAME>
  /<\p{Lu}[\p{Lu}\p{N}_ -]*>/gu,
  // [NAME], and [name] or [your name], which people fill in by hand and also write for [sic]
  /\[\p{Lu}[\p{Lu}\p{N}_ '’-]*\]|\[\p{L}[\p{L}\p{M}\p{N}_'’-]*(?: [\p{L}\p{M}\p{N}_'’-]+){0,3}\]/gu,
];

/**
 * ${name} and %1$s where a dollar sign can also begin a formula: not if the text continues like
 * one, such as ${x}^2$.
 */
const DOLLAR_PLACEHOLDER =
  /\$\{[\p{L}_][\p{L}\p{N}_.]*\}(?:(?=\$\{)|(?![\^_$\\+*/=<>]))|%\d+\$[a-z]/gu;

export function claimDollarPlaceholders(claimed: ClaimedText): void {
  claimed.claimAll("placeholder", DOLLAR_PLACEHOLDER);
}

export function claimPlaceholders(claimed: ClaimedText): void {
  for (const pattern of PLACEHOLDERS) claimed.claimAll("placeholder", pattern);
}

/** [NAME], <NAME> and {{name}}, which mean nothing else in any language. */
export function claimTypedPlaceholders(claimed: ClaimedText): void {
  claimed.claimAll("placeholder", /\{\{[\p{L}_][^{}\n]*\}\}/gu);
  claimed.claimAll("placeholder", /<\p{Lu}[\p{Lu}\p{N}_ -]*>|\[\p{Lu}[\p{Lu}\p{N}_ '’-]*\]/gu);
}
