/**
 * Writes arriving text into a document that a person may be editing at the same time.
 *
 * Knows no editor: a `DocumentSurface` carries the edits out, which keeps the rules testable
 * (one edit at a time, text that arrives meanwhile goes along with the next one, undo stops).
 */
import type { Pace } from "./edit-pace.js";
import { withLineEndings } from "./line-endings.js";
import { type TextChange, TrackedRange } from "./tracked-range.js";

/**
 * What became of one edit.
 *
 * `outdated`: the document changed before the edit reached it; the change has been reported, so the
 * edit can be tried again. `hidden`: no editor shows the document, so undo stops cannot be honoured,
 * nor can it be told for certain whether the document takes text.
 */
export type EditResult = "applied" | "outdated" | "hidden" | "read-only" | "closed";

/** The document, as far as a stream needs it. */
export interface DocumentSurface {
  /** The document's line ending. */
  readonly lineEnding: "\n" | "\r\n";
  /** @param beginsStep whether the edit is the first of a step of the undo history */
  insert(offset: number, text: string, beginsStep: boolean): Promise<EditResult>;
  /** Inserts although no editor shows the document, provided that it is known to take text. */
  insertHidden(offset: number, text: string): Promise<EditResult>;
}

/** Why an insertion takes no more text. */
export type Interruption = "removed" | "undone" | "hidden" | "read-only" | "closed";

/** Then what has arrived is the person's to have elsewhere. */
const NO_PLACE: readonly (Interruption | undefined)[] = ["hidden", "read-only", "closed"];

/** One change of the document, whoever made it. */
export interface DocumentChange {
  readonly changes: readonly TextChange[];
  /** Set when the change is an undo or a redo. */
  readonly fromHistory: boolean;
}

/** Edits lost to a person's typing before giving up; each retry follows a change of the document. */
const MAX_ATTEMPTS = 50;

/**
 * One stream's text in one document, and one step of its undo history.
 *
 * A person's edit while the stream runs is a step of its own, so that no undo takes their words and
 * the stream's together; the stream goes on in a new step.
 */
export class StreamedInsertion {
  /** What the stream has written. */
  readonly range: TrackedRange;
  /** Arrived, not yet in the document. */
  private waiting = "";
  /** The edit under way, to tell its change from a person's. */
  private expected: TextChange | undefined;
  private pump: Promise<void> | undefined;
  private stopBeforeNext = true;
  private finishing = false;
  private interrupted: Interruption | undefined;

  /**
   * @param offset where the text goes
   * @param pace says when text that has arrived may go in
   * @param onInterrupted called once, when no more text can be taken
   */
  constructor(
    private readonly surface: DocumentSurface,
    offset: number,
    private readonly pace: Pace,
    private readonly onInterrupted: (interruption: Interruption) => void = () => {},
  ) {
    this.range = new TrackedRange(offset);
  }

  /** Where the next text goes. */
  get end(): number {
    return this.range.end;
  }

  /**
   * After an interruption: text that arrived and found no place, to be offered elsewhere. What a
   * person took out of their document themselves is not offered to them again.
   */
  get unwritten(): string {
    return NO_PLACE.includes(this.interrupted) ? this.waiting : "";
  }

  /** Takes the next piece of text. */
  push(text: string): void {
    this.waiting += text;
    this.write();
  }

  /** An editor shows the document again: text that waited for one goes in. */
  shown(): void {
    this.write();
  }

  /** The document was saved, which ends the undo step: people can undo back to what they saved. */
  saved(): void {
    this.stopBeforeNext = true;
  }

  /** The document is gone. */
  closed(): void {
    this.interrupt("closed");
  }

  /** To be called with every change of the document, in order, the stream's own included. */
  documentChanged({ changes, fromHistory }: DocumentChange): void {
    // Becoming dirty is reported as a change without changes.
    if (changes.length === 0) return;
    if (this.isOwn(changes)) {
      this.range.extend(this.expected?.text.length ?? 0);
      this.expected = undefined;
      return;
    }
    this.pace.typed();
    const effects = this.range.followAll(changes);
    this.stopBeforeNext = true;
    if (effects.includes("removed")) this.interrupt(fromHistory ? "undone" : "removed");
    else if (fromHistory && effects.includes("inside")) this.interrupt("undone");
  }

  /**
   * Writes what is waiting. Never rejects.
   *
   * The undo step is left open: whatever a person does next begins one of its own. An empty edit that
   * closes it would be a step without effect, where a save or a move of the cursor has closed it
   * already, of which nothing is told in time.
   */
  async finish(): Promise<void> {
    this.finishing = true;
    this.pace.end();
    await this.pump;
    await this.write();
  }

  private isOwn(changes: readonly TextChange[]): boolean {
    const [change] = changes;
    return (
      this.expected !== undefined &&
      changes.length === 1 &&
      change?.offset === this.expected.offset &&
      change.length === 0 &&
      change.text === this.expected.text
    );
  }

  private interrupt(interruption: Interruption): void {
    if (this.interrupted) return;
    this.interrupted = interruption;
    this.onInterrupted(interruption);
  }

  /** Starts writing unless an edit is under way already; that one then takes the new text along. */
  private write(): Promise<void> {
    this.pump ??= this.writeWaiting();
    return this.pump;
  }

  private async writeWaiting(): Promise<void> {
    // Pieces that arrive together go into the document together.
    await Promise.resolve();
    let attempts = 0;
    try {
      for (;;) {
        // An edit that a person's typing overtook is tried again at once.
        if (attempts === 0) await this.pace.next();
        const text = this.interrupted ? "" : this.takeWaiting();
        if (text === "") return;
        const result = await this.edit(text);
        if (result === "applied") {
          attempts = 0;
          continue;
        }
        this.waiting = text + this.waiting;
        if (result === "hidden" && !this.finishing) return;
        if (result !== "outdated") return this.interrupt(result);
        attempts += 1;
        if (attempts >= MAX_ATTEMPTS) return this.interrupt("read-only");
      }
    } finally {
      // At once: a piece that arrives from now on starts the writing again.
      this.pump = undefined;
    }
  }

  /** Everything that waits, in the document's line ending. */
  private takeWaiting(): string {
    // The first half of a character, or what may be that of a line ending, waits for the second.
    const [half = ""] = /[\r\ud800-\udbff]$/.exec(this.waiting) ?? [];
    const held = this.finishing ? "" : half;
    const text = this.waiting.slice(0, this.waiting.length - held.length);
    this.waiting = held;
    return withLineEndings(text, this.surface.lineEnding);
  }

  private async edit(text: string): Promise<EditResult> {
    const offset = this.range.end;
    this.expected = { offset, length: 0, text };
    const beginsStep = this.stopBeforeNext;
    this.stopBeforeNext = false;
    const result = await this.carryOut(offset, text, beginsStep);
    // An edit that was accepted and changed nothing: the editor shows a read-only document.
    const changedNothing = result === "applied" && this.expected !== undefined;
    this.expected = undefined;
    if (result !== "applied") this.stopBeforeNext ||= beginsStep;
    return changedNothing ? "read-only" : result;
  }

  private async carryOut(offset: number, text: string, beginsStep: boolean): Promise<EditResult> {
    try {
      const result = await this.surface.insert(offset, text, beginsStep);
      if (result !== "hidden" || !this.finishing) return result;
      return await this.surface.insertHidden(this.range.end, text);
    } catch {
      // An editor that closes during the edit rejects it; the next attempt finds another, or none.
      return "outdated";
    }
  }
}
