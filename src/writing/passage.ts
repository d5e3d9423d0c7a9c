/** Whatever Tiller wrote into a document, as long as it is known. */
import { EventEmitter } from "node:events";
import type { TextDocument } from "vscode";
import type { GeneratedText, GenerateRequest } from "../engine/protocol.js";
import { type PassageSurface, PassageText } from "./passage-text.js";
import type { Place } from "./place.js";
import type { DocumentChange } from "./streamed-insertion.js";
import { streamedIndex } from "./strengths.js";
import { lostSpans } from "./text/protected-spans.js";
import { type SentencePair, sentencePairs } from "./text/sentence-pairs.js";
import type { ProtectedSpan, TextRange } from "./text/span.js";
import type { TrackedRange } from "./tracked-range.js";
import type { UndoStep } from "./undo-step.js";

/** What writes the next candidate into the document. */
export interface PassageStream {
  readonly range: TrackedRange;
  documentChanged(change: DocumentChange): void;
}

/** One text for the passage. */
interface Candidate {
  readonly generated: GeneratedText;
  readonly request: GenerateRequest;
  /** As it was left: what a person changed in it comes back with it. */
  text: string;
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
  private readonly made: Candidate[] = [];
  private current = 0;
  private stream: PassageStream | undefined;
  private over = false;
  private isEditing = false;
  /** Edits wait for each other. */
  private lastEdit: Promise<unknown> = Promise.resolve();

  /**
   * @param step is what all edits of the passage join
   * @param original is what the passage is to replace; it ends at or before the place
   */
  constructor(
    readonly document: TextDocument,
    surface: PassageSurface,
    readonly step: UndoStep,
    place: Place,
    original?: TextRange,
  ) {
    super();
    this.isRewrite = original !== undefined;
    this.text = new PassageText(surface, place, original);
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
  get range(): TextRange | undefined {
    return this.text.shown;
  }

  /** What is to be replaced, as it is now; undefined when there is nothing. */
  get original(): (TextRange & { readonly text: string }) | undefined {
    const range = this.text.original;
    return range && { ...range, text: this.text.textIn(range) };
  }

  get candidates(): readonly GeneratedText[] {
    return this.made.map(({ generated }) => generated);
  }

  /** Index of the candidate that is shown. */
  get shown(): number {
    return this.current;
  }

  /** What made the candidate that is shown; undefined before the first. */
  get request(): GenerateRequest | undefined {
    return this.made[this.current]?.request;
  }

  /** The text that is shown, as it is now; "" when there is none. */
  get shownText(): string {
    const range = this.range;
    return range ? this.text.textIn(range) : "";
  }

  /** What of the original must be kept as it is, and is not in the text that is shown. */
  get lost(): ProtectedSpan[] {
    const original = this.original;
    return original ? lostSpans(original.text, this.shownText, this.document.languageId) : [];
  }

  /** Takes more candidates, except empty ones; the shown one stays. */
  add(texts: readonly GeneratedText[], request: GenerateRequest): void {
    this.made.push(...texts.flatMap((generated) => this.candidate(generated, request)));
    this.emit("change");
  }

  /** Shows another candidate in place. Whether it is shown now. */
  show(index: number): Promise<boolean> {
    return this.exclusively(async () => {
      const candidate = this.made[index];
      if (!candidate) return false;
      this.keepShown();
      const isShown = await this.text.show(candidate.text);
      if (isShown) this.current = index;
      return isShown;
    });
  }

  /** The shown text takes the original's place. Whether it did: not when it lost what must be kept. */
  accept(): Promise<boolean> {
    return this.exclusively(async () => {
      if (this.lost.length > 0) return false;
      return this.end(await this.text.removeOriginal());
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
      const pair = this.nextPair(offset);
      const { original } = this;
      if (!original || !pair) return this.end(await this.text.removeOriginal());
      const { start, end } = pair.original;
      const sentence = this.shownText.slice(pair.rewritten.start, pair.rewritten.end);
      const after = original.text.slice(0, start) + sentence + original.text.slice(end);
      if (lostSpans(original.text, after, this.document.languageId).length > 0) return false;
      if (after === this.shownText) return this.end(await this.text.removeOriginal());
      return this.text.changeOriginal(pair.original, sentence);
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
      this.keepShown();
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
    const streamed = texts[streamedIndex(request.strengths)];
    if (streamed && this.range) {
      const others = (some: readonly GeneratedText[]) =>
        some.flatMap((generated) => this.candidate(generated, request));
      const at = texts.indexOf(streamed);
      this.made.push(...others(texts.slice(0, at)));
      this.current = this.made.push({ generated: streamed, request, text: this.shownText }) - 1;
      this.made.push(...others(texts.slice(at + 1)));
      this.emit("change");
    } else if (this.made.length > 0) {
      await this.exclusively(() => this.text.show(this.made[this.current]?.text ?? ""));
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
    if (change.fromHistory) this.recognise();
    if (this.isTakenOut()) this.forget();
    else this.emit("change");
  }

  /** A person who takes either text out of the document has decided. */
  private isTakenOut(): boolean {
    if (this.isStreaming || this.isEditing) return false;
    return (this.isRewrite && !this.original) || (this.made.length > 0 && !this.range);
  }

  /** The sentences at the offset, if they differ; else the first that do. */
  private nextPair(offset = -1): SentencePair | undefined {
    const { original, range, shownText } = this;
    if (!original || !range) return undefined;
    const isIn = (part: TextRange, start: number) =>
      start + part.start <= offset && offset < start + part.end;
    const differing = sentencePairs(original.text, shownText, this.document.languageId).filter(
      ({ changed }) => changed,
    );
    const here = differing.find(
      (pair) => isIn(pair.original, original.start) || isIn(pair.rewritten, range.start),
    );
    return here ?? differing[0];
  }

  /** After an undo another candidate may be the one that is shown. */
  private recognise(): void {
    const text = this.shownText;
    if (text === this.made[this.current]?.text) return;
    const index = this.made.findIndex((candidate) => candidate.text === text);
    if (index >= 0) this.current = index;
  }

  /** A text that was written out of sight; none if there is nothing to show of it. */
  private candidate(generated: GeneratedText, request: GenerateRequest): Candidate[] {
    // Beside another text, white space at the edges would add to what separates the two.
    const isBeside = this.text.place.separator !== "";
    const text = isBeside ? generated.text.trim() : generated.text;
    return text.trim() === "" ? [] : [{ generated, request, text }];
  }

  private keepShown(): void {
    const candidate = this.made[this.current];
    if (candidate && this.range) candidate.text = this.shownText;
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
    const result = this.lastEdit.then(async () => {
      if (this.over || this.isStreaming) return false;
      this.isEditing = true;
      try {
        return await edit();
      } finally {
        this.isEditing = false;
        this.emit("change");
      }
    });
    this.lastEdit = result.catch(() => {});
    return result;
  }
}
