/** A text whose parts are claimed, one after the other, as spans of some kind. */
import type { ProtectedSpan, Span, SpanKind } from "../span.js";

/**
 * Stands for a claimed character. It is a private-use character: neither white space nor a letter,
 * digit or mark, so patterns can run across a claimed part but not begin or end inside it.
 */
const CLAIMED = "\ue000";

export class ClaimedText {
  private readonly spans: (ProtectedSpan | undefined)[] = [];
  /** For each position in the text, the number of the span that has claimed it, counted from 1. */
  private readonly owners: Uint32Array;

  constructor(private readonly text: string) {
    this.owners = new Uint32Array(text.length);
  }

  /**
   * Claims a part. A part that lies inside an earlier claim, or cuts into one, is not claimed; one
   * that contains earlier claims replaces them, as a formula replaces text in angle brackets inside
   * it.
   */
  claim(kind: SpanKind, { start, end }: Span): void {
    if (start >= end) return;
    const held = new Set(this.owners.subarray(start, end));
    const cuts = [...held].some((owner) => {
      const span = this.spans[owner - 1];
      return (
        span && (span.start < start || span.end > end || span.end - span.start === end - start)
      );
    });
    if (cuts) return;
    for (const owner of held) if (owner > 0) this.spans[owner - 1] = undefined;
    this.spans.push({ kind, start, end, text: this.text.slice(start, end) });
    this.owners.fill(this.spans.length, start, end);
  }

  /** Claims every match of a global pattern in what has not been claimed yet. */
  claimAll(kind: SpanKind, pattern: RegExp): void {
    for (const match of this.unclaimed().matchAll(pattern)) {
      this.claim(kind, { start: match.index, end: match.index + match[0].length });
    }
  }

  /** The claims, in the order of the text. */
  result(): ProtectedSpan[] {
    return this.spans.filter((span) => span !== undefined).sort((a, b) => a.start - b.start);
  }

  /** The text with a private character in place of each claimed one. */
  private unclaimed(): string {
    let open = "";
    let from = 0;
    for (const { start, end } of this.result()) {
      open += this.text.slice(from, start) + CLAIMED.repeat(end - start);
      from = end;
    }
    return open + this.text.slice(from);
  }
}
