/**
 * Where two texts differ, in whole words. White space is not compared as a word of its own: spaces
 * would match between unrelated words and break a change into pieces.
 */
import { diffArrays } from "diff";
import type { Span } from "../span.js";
import { WORD } from "./comparable-words.js";
import { sentencePairs } from "./sentence-pairs.js";

/** The words of `original` that those of `rewritten` replace; one of the two may be empty. */
export interface WordChange {
  readonly original: Span;
  readonly rewritten: Span;
}

/**
 * The most edits looked for within a pair of sentences. Sentences that differ more have nothing in
 * common worth showing and count as one change; the search for the fewest edits is quadratic.
 */
const MOST_EDITS = 400;

/**
 * The changes that turn `original` into `rewritten`, in order, with none adjacent to another. The
 * sentences are paired first, so that words are compared with those of the sentence they came from,
 * and a long text takes no longer than its sentences.
 */
export function wordChanges(original: string, rewritten: string): WordChange[] {
  const changes: WordChange[] = [];
  let from = { original: 0, rewritten: 0 };
  const changeUpTo = (to: typeof from) => {
    const change = trimmed(
      original,
      rewritten,
      { start: from.original, end: to.original },
      { start: from.rewritten, end: to.rewritten },
    );
    if (change) changes.push(change);
  };
  for (const { length, ...at } of sharedWords(original, rewritten)) {
    changeUpTo(at);
    from = { original: at.original + length, rewritten: at.rewritten + length };
  }
  changeUpTo({ original: original.length, rewritten: rewritten.length });
  return changes;
}

/** A word in both texts, and its position in each. */
interface SharedWord {
  readonly original: number;
  readonly rewritten: number;
  readonly length: number;
}

function sharedWords(original: string, rewritten: string): SharedWord[] {
  // The language of the sentences makes no difference to their words.
  return sentencePairs(original, rewritten, "plaintext").flatMap((pair) =>
    sharedIn(wordsOf(original, pair.original), wordsOf(rewritten, pair.rewritten)),
  );
}

interface Word {
  readonly start: number;
  readonly text: string;
}

function wordsOf(text: string, { start, end }: Span): Word[] {
  return [...text.slice(start, end).matchAll(WORD)].map((match) => ({
    start: start + match.index,
    text: match[0],
  }));
}

function sharedIn(old: Word[], fresh: Word[]): SharedWord[] {
  const parts = diffArrays(
    old.map(({ text }) => text),
    fresh.map(({ text }) => text),
    { maxEditLength: MOST_EDITS },
  );
  const shared: SharedWord[] = [];
  let inOld = 0;
  let inNew = 0;
  for (const { added, removed, count } of parts ?? []) {
    if (!added && !removed) {
      for (let i = 0; i < count; i++) {
        const { start, text } = old[inOld + i] as Word;
        const same = fresh[inNew + i] as Word;
        shared.push({ original: start, rewritten: same.start, length: text.length });
      }
    }
    if (!added) inOld += count;
    if (!removed) inNew += count;
  }
  return shared;
}

/** The text between two shared words, without the white space that both sides begin or end with. */
function trimmed(
  original: string,
  rewritten: string,
  old: Span,
  fresh: Span,
): WordChange | undefined {
  let { start, end } = old;
  let { start: newStart, end: newEnd } = fresh;
  const isSameSpace = (at: number, inNew: number) =>
    original[at] === rewritten[inNew] && /\s/.test(original[at] as string);
  while (start < end && newStart < newEnd && isSameSpace(start, newStart)) {
    start++;
    newStart++;
  }
  while (start < end && newStart < newEnd && isSameSpace(end - 1, newEnd - 1)) {
    end--;
    newEnd--;
  }
  if (start === end && newStart === newEnd) return undefined;
  return { original: { start, end }, rewritten: { start: newStart, end: newEnd } };
}
