/** Whatever Tiller wrote into a document, as long as it is known. */
import { EventEmitter } from "node:events";
import type { TextDocument } from "vscode";
import type { GeneratedText, GenerateRequest } from "../../engine/api/protocol.js";
import { lostSpans } from "../../text/protected/protected-spans.js";
import type { ProtectedSpan, Span } from "../../text/span.js";
import type { Place } from "../editor/place.js";
import type { DocumentChange } from "../editor/streamed-insertion.js";
import type { TrackedRange } from "../editor/tracked-range.js";
import type { UndoStep } from "../editor/undo-step.js";
import { Candidates, streamedIndex } from "./candidates.js";
import { EditQueue } from "./edit-queue.js";
import { nextSentence } from "./next-sentence.js";
import { type PassageSurface, PassageText } from "./passage-text.js";
import { isAllWritten } from "./written-text.js";

/** What writes the next candidate into the document. */
export interface PassageStream {
  readonly range: TrackedRange;
  documentChanged(change: DocumentChange): void;
}

/**
 * One stretch of a document and the candidates for it, one of which is shown.
 *
 * A passage with an `original` is a rewrite: both stand in the document, and in the file if it is
 * saved, until the shown one is accepted or rejected. Without an original it needs no acceptance.
 * Emits `change` whenever anything about it has changed.
 */
export class Passage extends EventEmitter<{ change: [] }> {
  /** Whether it waits, or has waited, for acceptance. */
  readonly isRewrite: boolean;
  private readonly text: PassageText;
  private readonly made: Candidates;
  private stream: PassageStream | undefined;
  private over = false;
  private readonly edits = new EditQueue();

  /**
   * @param step is what all edits of the passage join
   * @param original is what the passage is to replace; it ends at or before the place
   */
  constructor(
    readonly document: TextDocument,
    surface: PassageSurface,
    readonly step: UndoStep,
    place: Place,
    original?: Span,
  ) {
    super();
    this.isRewrite = original !== undefined;
    this.text = new PassageText(surface, place, original);
    this.made = new Candidates(place.separator !== "");
  }

  /** Nothing is to be done with it any more: accepted, rejected, or taken out by a person. */
  get isOver(): boolean {
    return this.over;
  }

  /** A candidate is being written. */
  get isStreaming(): boolean {
    return this.stream !== undefined;
  }

  /** Its first candidate is still to come, or another one is being written. */
  get isUnderWay(): boolean {
    return this.isStreaming || this.made.length === 0;
  }

  /** The text that is shown, in the document's offsets; undefined when there is none. */
  get range(): Span | undefined {
    return this.text.shown;
  }

  /** What is to be replaced, as it is now; undefined when there is nothing. */
  get original(): (Span & { readonly text: string }) | undefined {
    const range = this.text.original;
    return range && { ...range, text: this.text.textIn(range) };
  }

  get candidates(): readonly GeneratedText[] {
    return this.made.generated;
  }

  /** Index of the candidate that is shown. */
  get shown(): number {
    return this.made.shown;
  }

  /** What made the candidate that is shown; undefined before the first. */
  get request(): GenerateRequest | undefined {
    return this.made.request;
  }

  /** The text that is shown, as it is now; "" when there is none. */
  get shownText(): string {
    const range = this.range;
    return range ? this.text.textIn(range) : "";
  }

  /** Whether a person has typed into what is shown: whose a character is can no longer be told then. */
  get hasTheirs(): boolean {
    const generated = this.candidates[this.shown];
    return generated !== undefined && !isAllWritten(generated.text, this.shownText);
  }

  /** What of the original must be kept as it is, and is not in the text that is shown. */
  get lost(): ProtectedSpan[] {
    const original = this.original;
    return original ? lostSpans(original.text, this.shownText, this.document.languageId) : [];
  }

  /** Takes more candidates, except empty ones; the shown one stays. */
  add(texts: readonly GeneratedText[], request: GenerateRequest): void {
    this.made.add(texts, request);
    this.emit("change");
  }

  /** Shows another candidate in place. Whether it is shown now. */
  show(index: number): Promise<boolean> {
    return this.exclusively(async () => {
      const text = this.made.text(index);
      if (text === undefined) return false;
      this.leaveShown();
      const isShown = await this.text.show(text);
      if (isShown) this.made.show(index);
      return isShown;
    });
  }

  /** The shown text takes the original's place. Whether it did: not when it lost what must be kept. */
  accept(): Promise<boolean> {
    return this.exclusively(async () => {
      if (this.lost.length > 0) return false;
      return this.end(await this.text.replaceOriginal(this.step));
    });
  }

  /**
   * One sentence takes the place of its counterpart in the original; the last one, the original's
   * whole place. Whether it did: not when something that must be kept would be lost.
   *
   * @param offset chooses the sentence, in either text; without one it is the first that differs
   */
  acceptSentence(offset?: number): Promise<boolean> {
    return this.exclusively(async () => {
      const { original, range, shownText, document } = this;
      if (!original || !range) return false;
      const shown = { start: range.start, text: shownText };
      const next = nextSentence(original, shown, document.languageId, offset);
      if (next?.isLossy) return false;
      if (!next || next.result === shownText) {
        return this.end(await this.text.replaceOriginal(this.step));
      }
      return this.text.changeOriginal(next.part, next.sentence);
    });
  }

  /** The document is as before. Whether it is. */
  reject(): Promise<boolean> {
    return this.exclusively(async () => this.end(await this.text.show("")));
  }

  /**
   * Makes room for the next candidate.
   *
   * @param open begins the stream that writes it
   * @returns the stream, or undefined when there is no room
   */
  async receive<Stream extends PassageStream>(
    open: (place: Place) => Stream,
  ): Promise<Stream | undefined> {
    let stream: Stream | undefined;
    await this.exclusively(async () => {
      this.leaveShown();
      if (!(await this.text.show(""))) return false;
      stream = open(this.text.place);
      this.stream = stream;
      this.text.streamed(stream.range);
      return true;
    });
    return stream;
  }

  /**
   * The stream has ended, and what it wrote is a candidate. Without a text the candidate before is
   * shown again; without one before, a rewrite is over and the document as before.
   *
   * @param texts are candidates, too; one of them is the one that was streamed
   */
  async received(texts: readonly GeneratedText[], request: GenerateRequest): Promise<void> {
    this.stream = undefined;
    if (this.over) return;
    if (this.isRewrite && !this.original) return this.forget();
    if (texts[streamedIndex(request.strengths)] && this.range) {
      this.made.addStreamed(texts, request, this.shownText);
      this.emit("change");
    } else if (this.made.length > 0) {
      await this.exclusively(() => this.text.show(this.made.text(this.shown) ?? ""));
    } else if (this.isRewrite) {
      await this.reject();
    } else {
      this.forget();
    }
  }

  /** The texts stay in the document as they are; nothing more is known about them. */
  forget(): void {
    this.end(true);
  }

  /** To be called with every change of the document, in order, the passage's own included. */
  documentChanged(change: DocumentChange): void {
    // Becoming dirty is reported as a change without changes.
    if (this.over || change.changes.length === 0) return;
    this.text.documentChanged(change, this.isStreaming);
    this.stream?.documentChanged(change);
    if (change.fromHistory) this.made.recognise(this.shownText);
    if (this.isTakenOut()) this.forget();
    else this.emit("change");
  }

  /** A person who takes either text out of the document has decided. */
  private isTakenOut(): boolean {
    if (this.isStreaming || this.edits.isEditing) return false;
    return (this.isRewrite && !this.original) || (this.made.length > 0 && !this.range);
  }

  private leaveShown(): void {
    if (this.range) this.made.leave(this.shownText);
  }

  private end(isEnded: boolean): boolean {
    if (isEnded && !this.over) {
      this.over = true;
      this.emit("change");
    }
    return isEnded;
  }

  /** One edit at a time, none while a stream writes, and none when all is over. */
  private exclusively(edit: () => Promise<boolean>): Promise<boolean> {
    return this.edits
      .add(async () => !this.over && !this.isStreaming && edit())
      .finally(() => this.emit("change"));
  }
}
