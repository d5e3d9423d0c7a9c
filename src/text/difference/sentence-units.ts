/**
 * The sentences of a text as units to accept or reject; a line of its own (a bullet, a heading, a
 * line of a poem) is also a unit. Intl.Segmenter decides. Punkt, which counts sentences for
 * receipts, would add a third to the extension's size, and a wrong end only makes the choice here
 * coarser or finer.
 */
import { protectedSpans } from "../protected/protected-spans.js";
import type { Span } from "../span.js";

/** Created when a text is first read, because the first one in a process is slow. */
let segmenter: Intl.Segmenter | undefined;

/** Abbreviations that a capital letter often follows, and initials. */
const ABBREVIATED =
  /(?:^|[^\p{L}\p{N}])(?:\p{L}|Mr|Mrs|Ms|Mx|Dr|Prof|St|Sr|Jr|Rev|Hon|Gen|Col|Capt|Lt|Sgt|Gov|Sen|Rep|vs|cf|ca|approx|etc|al|Fig|Figs|Eq|Sec|Ch|No|Nos|Nr|Vol|pp|Abb|Tab|Bd|Hr|Fr|bzw|usw|(?:\p{L}\.)+\p{L})\.\s*$/u;
/** A line that starts something, whatever precedes it. */
const BEGINS = /^\s*(?:[-*+•‣◦–]\s|\(?\d{1,3}[.)]\s|#{1,6}\s|>|\||\\item\b|$)/u;
const ENDS = /[.!?…:。！？؟।]["'”’»)\]*_]*\s*$/u;
const LOWERCASE = /^\s*["'“‘«(*_]*\p{Ll}/u;

/**
 * The units of a text in order, each without surrounding white space. No unit ends inside a
 * protected span.
 */
export function sentenceUnits(text: string, languageId: string): Span[] {
  const spans = protectedSpans(text, languageId);
  const units: { start: number; end: number }[] = [];
  let span = 0;
  segmenter ??= new Intl.Segmenter("en", { granularity: "sentence" });
  for (const { index, segment } of segmenter.segment(text)) {
    while ((spans[span]?.end ?? Number.POSITIVE_INFINITY) <= index) span++;
    const isInSpan = (spans[span]?.start ?? index) < index;
    const start = index + segment.length - segment.trimStart().length;
    const end = index + segment.trimEnd().length;
    const last = units.at(-1);
    if (last && (isInSpan || (start < end && goesOn(text, last, index, segment)))) {
      last.end = Math.max(end, last.end);
    } else if (start < end) units.push({ start, end });
  }
  return units;
}

/** Whether a segment continues the sentence that the last unit began. */
function goesOn(text: string, last: Span, index: number, segment: string): boolean {
  const gap = text.slice(last.end, index);
  if (/\n[^\S\n]*\n/.test(gap)) return false;
  const unit = text.slice(last.start, last.end);
  const isNewLine = gap.includes("\n");
  if (isNewLine) return !BEGINS.test(segment) && !ENDS.test(unit) && LOWERCASE.test(segment);
  return ABBREVIATED.test(unit.slice(-12));
}
