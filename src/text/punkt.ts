/**
 * Sentences as IFEval counts them: the Punkt algorithm (Kiss and Strunk 2006) as implemented by
 * NLTK, with NLTK's English model.
 *
 * Reimplemented because nothing else comes close: for sentences that end in abbreviations,
 * initials, list numbers, ellipses and quotations, Intl.Segmenter and the npm libraries follow
 * other rules (see the comparison in docs/constraints.md), and a count that is off by one changes
 * the verdict.
 */

import data from "./punkt.json" with { type: "json" };
import { isLower, isSpaceAt, isUpper, SPACE } from "./python-text.js";
import type { Span } from "./span.js";

/** What the model knows about words, lowercased. */
interface Model {
  abbreviations: ReadonlySet<string>;
  /** "word,next": a full stop between these two never ends a sentence. */
  collocations: ReadonlySet<string>;
  sentenceStarters: ReadonlySet<string>;
  /** Seen in lowercase and never capitalised inside a sentence: capitalised, it starts one. */
  lowercaseInside: ReadonlySet<string>;
  /** Seen in lowercase at all. */
  lowercase: ReadonlySet<string>;
  /** Seen in lowercase at the start of a sentence and never capitalised. */
  lowercaseStart: ReadonlySet<string>;
}

interface Token {
  text: string;
  /** Lowercased; numbers are all one type. */
  type: string;
  endsWithPeriod: boolean;
  abbreviation: boolean;
  ellipsis: boolean;
  break: boolean;
}

const NON_WORD = `[)";}\\]*:@'({\\[?!]`;
const SEVERAL = `(?:-{2,}|\\.{2,}|(?:\\.[${SPACE}]){2,}\\.)`;
const WORD_START = '[^("`{\\[:;&#*@)}\\]\\-,]';
const END = `(?=[${SPACE}]|$|${NON_WORD}|${SEVERAL}|,(?=$|[${SPACE}]|${NON_WORD}|${SEVERAL}))`;

const TOKEN = new RegExp(`${SEVERAL}|(?=${WORD_START})[^${SPACE}]+?${END}|[^${SPACE}]`, "gu");
const CANDIDATE = new RegExp(`[.?!](?=(${NON_WORD}|[${SPACE}]+([^${SPACE}]+)))`, "gu");
const CLOSING = new RegExp(`^["')\\]}]+?(?:[${SPACE}]+|(?=--)|(?=\\n)|$)`, "u");
const NUMBER = /^-?[.,]?\p{Nd}[\p{Nd},.-]*$/u;
const INITIAL = /^[\p{L}\p{Nl}\p{No}_]\.$/u;

let loaded: Model | undefined;

/** How many sentences NLTK's English Punkt tokenizer finds. Linear in the length of the text. */
export function countSentences(text: string): number {
  return sentenceSpans(text).length;
}

/** The sentences of a text, as returned by NLTK's `span_tokenize`. */
export function sentenceSpans(text: string): Span[] {
  loaded ??= load();
  const raw: Span[] = [];
  let start = 0;
  for (const { end, nextStart, context } of candidates(text)) {
    if (!containsBreak(context, loaded)) continue;
    raw.push({ start, end });
    start = nextStart;
  }
  raw.push({ start, end: lengthWithoutTrailingSpace(text) });
  return withClosingPunctuation(text, raw);
}

/** A place where a sentence may end, with the words around it. */
interface Candidate {
  /** After the punctuation mark. */
  end: number;
  /** Where the next sentence begins, if this is the end of one. */
  nextStart: number;
  /** The word before, the mark, and what follows. */
  context: string;
}

/**
 * Every run of sentence-ending punctuation that is followed by something. Marks with no white space
 * between them ("e.g.", "?!") form one candidate, at the last mark.
 */
function* candidates(text: string): Generator<Candidate> {
  let pending: (Candidate & { at: number; wordStart: number }) | undefined;
  for (const match of text.matchAll(CANDIDATE)) {
    const at = match.index;
    const following = match[1] ?? "";
    const next = match[2];
    const from = pending?.at ?? 0;
    // NLTK cannot tell "no white space" from "white space first of all": both are offset 0.
    const space = lastAsciiSpace(text, from, at);
    const wordStart = space > from ? space + 1 : (pending?.wordStart ?? 0);
    if (pending && pending.at <= wordStart) yield pending;
    const nextStart = next === undefined ? at + 1 : at + 1 + following.length - next.length;
    pending = {
      at,
      wordStart,
      end: at + 1,
      nextStart,
      get context() {
        return text.slice(wordStart, at + 1) + following;
      },
    };
  }
  if (pending) yield pending;
}

/** Offset of the last ASCII white space in [from, to), or `from` if there is none. */
function lastAsciiSpace(text: string, from: number, to: number): number {
  for (let at = to - 1; at > from; at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || (code >= 9 && code <= 13)) return at;
  }
  return from;
}

/** Whether some token that ends a sentence has another after it. */
function containsBreak(context: string, model: Model): boolean {
  const tokens = context.split("\n").flatMap((line) => line.match(TOKEN) ?? []);
  const annotated = tokens.map((text) => annotateByType(text, model));
  for (let at = 0; at + 1 < annotated.length; at += 1) {
    const [token, next] = [annotated[at], annotated[at + 1]];
    if (token && next && endsSentence(token, next, model)) return true;
  }
  return false;
}

/** First pass: what the token by itself shows. */
function annotateByType(text: string, model: Model): Token {
  const lower = text.toLowerCase();
  const token: Token = {
    text,
    type: NUMBER.test(lower) ? "##number##" : lower,
    endsWithPeriod: text.endsWith("."),
    abbreviation: false,
    ellipsis: false,
    break: false,
  };
  if (text === "." || text === "?" || text === "!") token.break = true;
  else if (/^\.\.+$/.test(text)) token.ellipsis = true;
  else if (token.endsWithPeriod && !text.endsWith("..")) {
    const word = lower.slice(0, -1);
    token.abbreviation =
      model.abbreviations.has(word) ||
      model.abbreviations.has(word.slice(word.lastIndexOf("-") + 1));
    token.break = !token.abbreviation;
  }
  return token;
}

/** Second pass: what the next token shows about a token that ends with a period. */
function endsSentence(token: Token, next: Token, model: Model): boolean {
  if (!token.endsWithPeriod) return token.break;
  const type = withoutPeriod(token.type);
  const nextType = next.break ? withoutPeriod(next.type) : next.type;
  if (model.collocations.has(`${type},${nextType}`)) return false;
  const initial = INITIAL.test(token.text);
  const starts = startsSentence(next, nextType, model);
  if ((token.abbreviation || token.ellipsis) && !initial) {
    if (starts === true) return true;
    if (firstIsUpper(next) && model.sentenceStarters.has(nextType)) return true;
  }
  if (initial || type === "##number##") {
    if (starts === false) return false;
    if (starts === undefined && initial && firstIsUpper(next) && !model.lowercase.has(nextType)) {
      return false;
    }
  }
  return token.break;
}

/** Whether the case of a word shows that it starts a sentence; undefined if it does not. */
function startsSentence(token: Token, type: string, model: Model): boolean | undefined {
  if (/^[;:,.!?]$/.test(token.text)) return false;
  if (firstIsUpper(token) && model.lowercaseInside.has(type)) return true;
  if (firstIsLower(token) && !model.lowercaseStart.has(type)) return false;
  return undefined;
}

function firstIsUpper(token: Token): boolean {
  return isUpper(String.fromCodePoint(token.text.codePointAt(0) ?? 0));
}

function firstIsLower(token: Token): boolean {
  return isLower(String.fromCodePoint(token.text.codePointAt(0) ?? 0));
}

function withoutPeriod(type: string): string {
  return type.length > 1 && type.endsWith(".") ? type.slice(0, -1) : type;
}

/** Moves closing quotes and brackets that begin a sentence to the end of the one before. */
function withClosingPunctuation(text: string, raw: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let moved = 0;
  raw.forEach(({ start, end }, place) => {
    const from = start + moved;
    const following = raw[place + 1];
    const closing = following && CLOSING.exec(text.slice(following.start, following.end))?.[0];
    moved = closing?.length ?? 0;
    if (following && closing) {
      spans.push({ start: from, end: following.start + lengthWithoutTrailingSpace(closing) });
    } else if (from < end) spans.push({ start: from, end });
  });
  return spans;
}

function lengthWithoutTrailingSpace(text: string): number {
  let length = text.length;
  while (length > 0 && isSpaceAt(text, length - 1)) length -= 1;
  return length;
}

function load(): Model {
  const words = (list: string) => new Set(list.split("|"));
  const lowercaseInside = words(data.lowercaseNeverCapitalInside);
  return {
    abbreviations: words(data.abbreviations),
    collocations: words(data.collocations),
    sentenceStarters: words(data.sentenceStarters),
    lowercaseInside,
    lowercase: new Set([...lowercaseInside, ...words(data.lowercaseAndCapitalInside)]),
    lowercaseStart: words(data.lowercaseAtStartNeverCapital),
  };
}
