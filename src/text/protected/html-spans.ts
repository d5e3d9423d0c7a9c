/**
 * Tags, comments and whatever else is not prose in HTML. Our own patterns: a parser returns a
 * repaired tree, but a rewrite must keep the actual characters.
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
