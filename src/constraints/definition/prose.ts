/**
 * Prose in its parts and put together again, for the functions that make a text hold a constraint. They
 * know no language: what they need is paragraphs, sentences and words, and whether spaces part them.
 */
import { paragraphs } from "../../text/markdown.js";
import { sentences } from "../../text/sentences.js";
import type { Span } from "../../text/span.js";
import { isUnspaced, words } from "../../text/words.js";

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** What ends a sentence, with what may close after it. */
const END = /[.!?…。！？｡।॥۔؟։።]+["'”’»)\]」』]*$/u;
/** After these the next sentence follows without a space. */
const IDEOGRAPHIC_END = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]["'”’»」』]*$/u;

/** The sentences of a text, each in one line. What counts as no sentence, as a heading, is one here. */
export function sentencesIn(text: string): string[] {
  const found: string[] = [];
  const keep = (from: number, to: number) => {
    const part = text.slice(from, to).replace(/\s+/gu, " ").trim();
    if (LETTER_OR_DIGIT.test(part)) found.push(part);
  };
  let from = 0;
  for (const { start, end } of sentences(text)) {
    keep(from, start);
    keep(start, end);
    from = end;
  }
  keep(from, text.length);
  return found;
}

/** The paragraphs of a text, each as it is. */
export function paragraphsIn(text: string): string[] {
  return paragraphs(text).map(({ start, end }) => text.slice(start, end).trim());
}

/** Sentences one after the other, as their script has it: with a space between them or without. */
export function joined(parts: readonly string[]): string {
  return parts.reduce(
    (text, part) => (text === "" || IDEOGRAPHIC_END.test(text) ? text + part : `${text} ${part}`),
    "",
  );
}

/** A text with something after it, in the same paragraph. */
export function followedBy(text: string, part: string): string {
  return joined([text, part]);
}

/** Words with a full stop, unless something ends them already. */
export function asSentence(text: string): string {
  return END.test(text) ? text : `${text.replace(/[\s,;:–—-]+$/u, "")}.`;
}

/** What a last sentence ends with is put behind what is added to it: "It is late (soon)." */
export function withinLastSentence(text: string, added: string): string {
  const end = END.exec(text)?.index ?? text.length;
  return `${text.slice(0, end)} ${added}${text.slice(end)}`;
}

/** So many groups of neighbours, as even as can be; there must be at least as many parts. */
export function groups<T>(parts: readonly T[], count: number): T[][] {
  const bound = (group: number) => Math.round((group * parts.length) / count);
  return Array.from({ length: count }, (_, i) => parts.slice(bound(i), bound(i + 1)));
}

/** The text up to the end of its n-th word. */
export function firstWords(text: string, count: number): string {
  return text.slice(0, words(text)[count - 1]?.end ?? text.length);
}

/** A text without its sentences that a test tells; undefined where none is left. */
export function withoutSentences(
  text: string,
  isToGo: (sentence: string) => boolean,
): string | undefined {
  const left = paragraphsIn(text)
    .map((paragraph) => sentencesIn(paragraph).filter((sentence) => !isToGo(sentence)))
    .filter((kept) => kept.length > 0);
  return left.length > 0 ? left.map(joined).join("\n\n") : undefined;
}

/**
 * A text that has too many of something without the last sentences that have any; undefined where it
 * cannot be brought into the range so.
 */
export function lessened(
  text: string,
  countIn: (text: string) => number,
  { min, max }: { min: number; max: number },
): string | undefined {
  let surplus = countIn(text) - max;
  const most = countIn(text) - min;
  let dropped = 0;
  const isToGo = new Set<string>();
  for (const sentence of sentencesIn(text).reverse()) {
    const own = countIn(sentence);
    if (surplus <= 0) break;
    if (own === 0 || dropped + own > most) continue;
    isToGo.add(sentence);
    dropped += own;
    surplus -= own;
  }
  return surplus > 0 ? undefined : withoutSentences(text, (sentence) => isToGo.has(sentence));
}

/**
 * A text with so many of its words changed, the longest first, because those tell most; undefined where
 * too few suit.
 *
 * @param suits told a word and its place
 */
export function withWordsChanged(
  text: string,
  count: number,
  change: (word: string) => string,
  suits: (word: string, place: Span) => boolean,
): string | undefined {
  const seen = new Set<string>();
  const suitable = words(text).flatMap((place) => {
    const word = text.slice(place.start, place.end);
    if (!suits(word, place)) return [];
    const isNew = !seen.has(word.toLowerCase());
    seen.add(word.toLowerCase());
    return [{ ...place, word, worth: isNew ? word.length : 0 }];
  });
  if (suitable.length < count) return undefined;
  const chosen = suitable
    .sort((a, b) => b.worth - a.worth || a.start - b.start)
    .slice(0, count)
    .sort((a, b) => b.start - a.start);
  return chosen.reduce(
    (changed, { start, end, word }) => changed.slice(0, start) + change(word) + changed.slice(end),
    text,
  );
}

/** Shorter words are mostly grammar, in the languages written with spaces. */
const TELLING = 4;
const MOST_WORDS_OF_TITLE = 5;

/**
 * A text's own first telling words as a heading: what its first clause goes on with from the first word that
 * is more than grammar.
 */
export function titleOf(text: string): string {
  const [first = text] = sentencesIn(text);
  const all = words(first);
  const isTelling = ({ start, end }: Span) =>
    end - start >= TELLING || isUnspaced(first.charAt(start));
  const from = Math.max(0, all.findIndex(isTelling));
  const title = all.slice(from, from + MOST_WORDS_OF_TITLE);
  const clause = title.findIndex(
    ({ end }, i) => first.slice(end, title[i + 1]?.start ?? end + 1).trim() !== "",
  );
  const own = clause === -1 ? title : title.slice(0, clause + 1);
  const last = own.findLast(isTelling) ?? own.at(-1);
  const heading = first.slice(own[0]?.start ?? 0, last?.end ?? 0);
  return heading.charAt(0).toUpperCase() + heading.slice(1);
}
