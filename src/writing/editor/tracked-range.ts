/**
 * Follows a stretch of a document through edits, in UTF-16 offsets.
 */
import type { TextDocumentContentChangeEvent } from "vscode";

/** One replacement: `length` units at `offset` became `text`. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** VS Code's changes, in the order in which they are reported. */
export function textChanges(changes: readonly TextDocumentContentChangeEvent[]): TextChange[] {
  return changes.map(({ rangeOffset, rangeLength, text }) => ({
    offset: rangeOffset,
    length: rangeLength,
    text,
  }));
}

/**
 * How a change relates to the range.
 *
 * `removed`: nothing is left of a range that had text.
 */
export type RangeEffect = "elsewhere" | "inside" | "removed";

/**
 * The text that a stream has written so far; the stream writes on at `end`.
 *
 * Text that somebody else inserts at either edge stays outside. A person who types where the stream
 * writes thus keeps their words together: the stream goes on in front of them and pushes them along.
 */
export class TrackedRange {
  private from: number;
  private to: number;

  constructor(offset: number) {
    this.from = offset;
    this.to = offset;
  }

  /** The range of text that stands there already. */
  static over(start: number, end: number): TrackedRange {
    const range = new TrackedRange(start);
    range.extend(end - start);
    return range;
  }

  get start(): number {
    return this.from;
  }

  get end(): number {
    return this.to;
  }

  get isEmpty(): boolean {
    return this.from === this.to;
  }

  /** The stream itself wrote `length` units at the end. */
  extend(length: number): void {
    this.to += length;
  }

  /** Follows changes that were made together, whose offsets are those before any of them. */
  followAll(changes: readonly TextChange[]): RangeEffect[] {
    // From the last to the first, so that each change's offset is still valid when its turn comes.
    return [...changes].sort((a, b) => b.offset - a.offset).map((change) => this.follow(change));
  }

  /** Follows an edit that is not the stream's own. */
  follow(change: TextChange): RangeEffect {
    const changeEnd = change.offset + change.length;
    const growth = change.text.length - change.length;
    if (change.offset >= this.to) return "elsewhere";
    if (changeEnd <= this.from) {
      this.from += growth;
      this.to += growth;
      return "elsewhere";
    }
    const { from, to } = this;
    if (this.isEmpty) {
      this.from = change.offset + change.text.length;
      this.to = this.from;
      return "inside";
    }
    if (change.offset <= from && changeEnd >= to) {
      this.from = change.offset;
      this.to = change.offset;
      return "removed";
    }
    if (change.offset <= from) {
      this.from = change.offset + change.text.length;
      this.to = to + growth;
    } else if (changeEnd >= to) {
      this.to = change.offset;
    } else {
      this.to = to + growth;
    }
    return "inside";
  }
}
