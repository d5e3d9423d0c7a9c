/** A text and its rewritten form, sentence by sentence, to be accepted or rejected one by one. */

import type { Span } from "../span.js";
import { alignment, type Step } from "./sentence-alignment.js";
import { sentenceUnits } from "./sentence-units.js";

/**
 * A part of the original and what takes its place; one of the two may be empty. The pairs cover
 * both texts entirely and in order, so any of them can be accepted without the others.
 */
export interface SentencePair {
  readonly original: Span;
  readonly rewritten: Span;
  readonly changed: boolean;
}

/** The sentences of two texts, aligned. `languageId` is VS Code's. */
export function sentencePairs(
  original: string,
  rewritten: string,
  languageId: string,
): SentencePair[] {
  const old = new Sentences(original, languageId);
  const fresh = new Sentences(rewritten, languageId);
  const pairs: SentencePair[] = [];
  let from: Step = { original: 0, rewritten: 0 };
  for (const to of ends(old, fresh)) {
    const was = { start: from.original, end: to.original };
    const is = { start: from.rewritten, end: to.rewritten };
    const changed = original.slice(was.start, was.end) !== rewritten.slice(is.start, is.end);
    pairs.push({ original: was, rewritten: is, changed });
    from = to;
  }
  return pairs;
}

/** Where the pairs end, as offsets into both texts. */
function ends(old: Sentences, fresh: Sentences): Step[] {
  if (old.text === "" && fresh.text === "") return [];
  const steps = alignment(old.texts, fresh.texts);
  const places: Step[] = [{ original: 0, rewritten: 0 }];
  for (const step of steps) places.push(sum(places.at(-1) as Step, step));
  const withNext = spaceGoesWithNext(old, fresh, steps, places);
  const inner = places.slice(1, -1).map((place, i) => ({
    original: old.cut(place.original, withNext.has(i + 1)),
    rewritten: fresh.cut(place.rewritten, withNext.has(i + 1)),
  }));
  return [...inner, { original: old.text.length, rewritten: fresh.text.length }];
}

/**
 * The places where white space belongs to the following sentence. Usually it belongs to the
 * preceding one; but if sentences that only one text has follow, at the end of a paragraph or of
 * the text, that would leave an extra or a missing space when the next one is accepted or rejected
 * by itself.
 */
function spaceGoesWithNext(
  old: Sentences,
  fresh: Sentences,
  steps: Step[],
  places: Step[],
): Set<number> {
  const found = new Set<number>();
  const isSameSpace = ({ original, rewritten }: Step) => old.gap(original) === fresh.gap(rewritten);
  for (let first = 0; first < steps.length; first++) {
    if (!isOneSided(steps[first])) continue;
    let next = first + 1;
    while (isOneSided(steps[next])) next++;
    const isLast = next === steps.length;
    const before = places[first] as Step;
    const after = places[next] as Step;
    if (first > 0 && !isSameSpace(before) && (isLast || isSameSpace(after))) {
      for (let place = first; place <= next; place++) found.add(place);
    }
    first = next;
  }
  return found;
}

function sum(a: Step, b: Step): Step {
  return { original: a.original + b.original, rewritten: a.rewritten + b.rewritten };
}

function isOneSided(step: Step | undefined): boolean {
  return step !== undefined && (step.original === 0 || step.rewritten === 0);
}

class Sentences {
  private readonly units: Span[];

  constructor(
    readonly text: string,
    languageId: string,
  ) {
    this.units = sentenceUnits(text, languageId);
  }

  get texts(): string[] {
    return this.units.map(({ start, end }) => this.text.slice(start, end));
  }

  /** The white space before the sentence at an index. */
  gap(index: number): string {
    return this.text.slice(
      this.units[index - 1]?.end ?? 0,
      this.units[index]?.start ?? this.text.length,
    );
  }

  /** One end of that white space: its start, if it belongs to the next sentence. */
  cut(index: number, withNext: boolean): number {
    const first = this.units[0]?.start ?? 0;
    const last = this.units.at(-1)?.end ?? 0;
    if (withNext) return this.units[index - 1]?.end ?? first;
    return this.units[index]?.start ?? last;
  }
}
