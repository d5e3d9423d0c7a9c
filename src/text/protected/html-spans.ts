/**
 * Tags, comments and what is not prose in HTML. Patterns of our own: a parser gives a repaired tree,
 * while a rewrite must keep the characters that are there.
 */
import type { ClaimedText } from "./claimed-text.js";

const COMMENT = /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<[!?][\p{L}][^>]*>/gu;
const CODE = /<(script|style|pre|code|textarea|svg|math)(?=[\s>])[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/giu;
const TAG =
  /<\/?[\p{L}][\p{L}\p{N}:._-]*(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?|\s*\/)*\s*>/gu;
const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/giu;

export function claimHtml(claimed: ClaimedText): void {
  claimed.claimAll("markup", COMMENT);
  claimed.claimAll("code", CODE);
  claimed.claimAll("markup", TAG);
  claimed.claimAll("markup", ENTITY);
}
