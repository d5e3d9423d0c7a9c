/**
 * Where a passage stands in a document that a person may be editing, and the edits that change it.
 *
 * Knows no editor: a `PassageSurface` carries the edits out, which keeps the rules testable.
 */

import type { Span } from "../../text/span.js";
import { withLineEndings } from "../editor/line-endings.js";
import type { Place } from "../editor/place.js";
import type { DocumentChange, EditResult } from "../editor/streamed-insertion.js";
import { type TextChange, TrackedRange } from "../editor/tracked-range.js";
import type { UndoStep } from "../editor/undo-step.js";

/** The document, as far as a passage needs it. */
export interface PassageSurface {
  readonly text: string;
  /** The document's line ending. */
  readonly lineEnding: "\n" | "\r\n";
  /** All of the changes, which do not overlap and are for the text as it is now, or none of them. */
  replace(changes: readonly TextChange[]): Promise<EditResult>;
}

/** Changes of the text as it is now, and what is to be remembered when they are made. */
interface Plan {
  readonly changes: readonly TextChange[];
  readonly done: () => void;
}

/** Edits lost to a person's typing before giving up; each retry follows a change of the document. */
const MAX_ATTEMPTS = 50;

export class PassageText {
  /** What Tiller wrote, with the separator in front of it, as long as a person leaves that there. */
  private written: TrackedRange;
  private replaced: TrackedRange | undefined;
  private readonly separator: string;
  /** The edit under way, to tell its change from a person's. */
  private expected: Plan | undefined;

  /** @param original is what the text is to replace; it stands before the place */
  constructor(
    private readonly surface: PassageSurface,
    place: Place,
    original?: Span,
  ) {
    this.separator = this.inDocument(place.separator);
    this.written = new TrackedRange(place.offset);
    this.replaced = original && TrackedRange.over(original.start, original.end);
  }

  /** The text that is shown; undefined when there is none. */
  get shown(): Span | undefined {
    if (this.written.isEmpty) return undefined;
    return { start: this.written.start + this.separatorLength, end: this.written.end };
  }

  /** The text that is to be replaced; undefined when there is none, or none any more. */
  get original(): Span | undefined {
    if (!this.replaced || this.replaced.isEmpty) return undefined;
    return { start: this.replaced.start, end: this.replaced.end };
  }

  /** Where the next text goes, once nothing is shown. */
  get place(): Place {
    return { offset: this.written.start, separator: this.separator };
  }

  textIn({ start, end }: Span): string {
    return this.surface.text.slice(start, end);
  }

  /** Puts `text` in the place of what is shown, or shows it where nothing is; "" takes it away. */
  show(text: string): Promise<boolean> {
    const next = text === "" ? "" : this.separator + this.inDocument(text);
    return this.edit(() => {
      const { start, end } = this.written;
      return {
        changes: [{ offset: start, length: end - start, text: next }],
        done: () => {
          this.written = TrackedRange.over(start, start + next.length);
        },
      };
    });
  }

  /** Puts `text` in the place of a part of the original; `part` counts from the original's start. */
  changeOriginal(part: Span, text: string): Promise<boolean> {
    return this.edit(() => {
      const original = this.original;
      if (!original) return { changes: [], done: () => {} };
      const offset = original.start + part.start;
      const length = part.end - part.start;
      return {
        changes: [{ offset, length, text }],
        done: () => {
          const growth = text.length - length;
          this.replaced = TrackedRange.over(original.start, original.end + growth);
          this.written = TrackedRange.over(this.written.start + growth, this.written.end + growth);
        },
      };
    });
  }

  /**
   * The shown text takes the original's place. One undo then brings the document back as it was before
   * the rewrite.
   *
   * @param step is what the passage's edits joined
   */
  async replaceOriginal(step: UndoStep): Promise<boolean> {
    if (step.isWhole) return this.removeOriginal();
    // A save, or a person's edit, stands between: one undo of a removal would bring back both texts.
    const { original, shown } = this;
    const text = shown ? this.textIn(shown) : "";
    if (!original || !(await this.show(""))) return false;
    step.divide();
    const whole = { start: 0, end: original.end - original.start };
    const isReplaced = await this.changeOriginal(whole, text);
    if (!isReplaced) await this.show(text);
    return isReplaced;
  }

  /**
   * Takes the original away: the shown text stands in its place. What a person has typed between the
   * two stays.
   */
  private removeOriginal(): Promise<boolean> {
    return this.edit(() => {
      const original = this.original;
      if (!original) return { changes: [], done: () => {} };
      const length = original.end - original.start;
      const { written, separatorLength } = this;
      return {
        changes: withoutTouching([
          { offset: original.start, length, text: "" },
          { offset: written.start, length: separatorLength, text: "" },
        ]),
        done: () => {
          this.replaced = undefined;
          this.written = TrackedRange.over(
            written.start - length,
            written.end - length - separatorLength,
          );
        },
      };
    });
  }

  /** From now on the text that is shown is what a stream writes, which follows it itself. */
  streamed(range: TrackedRange): void {
    this.written = range;
  }

  /**
   * To be called with every change of the document, in order, the passage's own included.
   *
   * @param isStreaming leaves what is shown to the stream that writes it
   */
  documentChanged({ changes, fromHistory }: DocumentChange, isStreaming: boolean): void {
    if (this.expected && areSame(changes, this.expected.changes)) {
      const { done } = this.expected;
      this.expected = undefined;
      done();
      return;
    }
    if (this.replaced) this.replaced.followAll(changes);
    if (isStreaming) return;
    const [change] = changes;
    if (fromHistory && changes.length === 1 && change && this.replacesShown(change)) {
      // An undo, or a redo, of another candidate in the place of the shown one.
      this.written = TrackedRange.over(change.offset, change.offset + change.text.length);
      return;
    }
    this.written.followAll(changes);
  }

  private replacesShown({ offset, length, text }: TextChange): boolean {
    const { start, end } = this.written;
    return text !== "" && length > 0 && offset === start && length === end - start;
  }

  private get separatorLength(): number {
    const { start } = this.written;
    return this.surface.text.startsWith(this.separator, start) ? this.separator.length : 0;
  }

  private inDocument(text: string): string {
    return withLineEndings(text, this.surface.lineEnding);
  }

  /** Whether the edit was made. Tries again while a person's typing overtakes it. */
  private async edit(plan: () => Plan): Promise<boolean> {
    for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
      const { changes, done } = plan();
      const real = changes.filter(({ length, text }) => length > 0 || text !== "");
      if (real.length === 0) {
        done();
        return true;
      }
      this.expected = { changes: real, done };
      // An editor that closes during the edit rejects it; the next attempt finds another, or none.
      const result = await this.surface.replace(real).catch(() => "outdated" as const);
      // An edit that was accepted and changed nothing: the editor shows a read-only document.
      const wasMade = this.expected === undefined;
      this.expected = undefined;
      if (result !== "outdated") return wasMade;
    }
    return false;
  }
}

/** Deletions that touch become one, for an editor takes no two edits at one place. */
function withoutTouching([first, second]: [TextChange, TextChange]): TextChange[] {
  if (first.offset + first.length !== second.offset) return [first, second];
  return [{ ...first, length: first.length + second.length }];
}

function areSame(some: readonly TextChange[], others: readonly TextChange[]): boolean {
  return (
    some.length === others.length &&
    others.every((other) =>
      some.some(
        ({ offset, length, text }) =>
          offset === other.offset && length === other.length && text === other.text,
      ),
    )
  );
}
