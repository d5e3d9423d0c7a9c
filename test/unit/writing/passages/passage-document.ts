/** A document in memory that passages and a person edit, with steps of undo as VS Code keeps them. */
import type { TextDocument } from "vscode";
import type { Span } from "../../../../src/text/span.js";
import type { Place } from "../../../../src/writing/editor/place.js";
import type {
  DocumentChange,
  EditResult,
} from "../../../../src/writing/editor/streamed-insertion.js";
import { type TextChange, TrackedRange } from "../../../../src/writing/editor/tracked-range.js";
import { UndoStep } from "../../../../src/writing/editor/undo-step.js";
import { Passage, type PassageStream } from "../../../../src/writing/passages/passage.js";
import type { PassageSurface } from "../../../../src/writing/passages/passage-text.js";

/** The changes that take one step back, the newest edit first. */
type Step = (readonly TextChange[])[];

export class PassageDocument implements PassageSurface {
  lineEnding: "\n" | "\r\n" = "\n";
  languageId = "markdown";
  version = 1;
  /** What the next edits meet, in order; "applied" when nothing is left. */
  readonly obstacles: EditResult[] = [];
  /** Called while an edit is on its way: what a person does then makes it outdated. */
  meanwhile: (() => void) | undefined;
  /** Accepts edits and carries none out, as an editor does with a read-only document. */
  ignoresEdits = false;
  readonly step = new UndoStep(this, true);
  private readonly passages: Passage[] = [];
  private readonly steps: Step[] = [];
  private isOpen = false;

  constructor(public text: string) {}

  /** A rewrite of the first `original` in the text, or a passage at the end of the text. */
  passage(original?: string, separator = " "): Passage {
    const start = original === undefined ? this.text.length : this.text.indexOf(original);
    const end = start + (original?.length ?? 0);
    const range: Span | undefined = original === undefined ? undefined : { start, end };
    const place: Place = { offset: end, separator: original === undefined ? "" : separator };
    const document = this as unknown as TextDocument;
    const passage = new Passage(document, this, this.step, place, range);
    this.passages.push(passage);
    return passage;
  }

  async replace(changes: readonly TextChange[]): Promise<EditResult> {
    const { version } = this;
    await Promise.resolve();
    const meanwhile = this.meanwhile;
    this.meanwhile = undefined;
    meanwhile?.();
    const obstacle = this.obstacles.shift();
    if (obstacle) return obstacle;
    if (version !== this.version) return "outdated";
    if (this.ignoresEdits) return "applied";
    const { undoStopBefore } = this.step.stops();
    if (undoStopBefore) this.isOpen = false;
    this.edit(changes);
    this.step.joined(version);
    return "applied";
  }

  /** A person's edit begins a step, as typing after anything else does in VS Code. */
  type(offset: number, text: string, length = 0): void {
    this.isOpen = false;
    this.edit([{ offset, length, text }]);
  }

  /** Ends a step, so that a person can go back to what was saved. */
  save(): void {
    this.isOpen = false;
    this.step.divide();
  }

  undo(): void {
    const step = this.steps.pop();
    if (!step) return;
    this.isOpen = false;
    // VS Code reports the undoing of several edits at once.
    const before = this.text;
    for (const changes of step) this.apply(changes);
    this.version += 1;
    const [only, ...others] = step;
    const isOneEdit = only !== undefined && others.length === 0;
    this.tell({
      changes: isOneEdit ? only : [{ offset: 0, length: before.length, text: this.text }],
      fromHistory: true,
    });
  }

  private edit(changes: readonly TextChange[]): void {
    const inverse = this.apply(changes);
    if (!this.isOpen) this.steps.push([]);
    this.isOpen = true;
    this.steps.at(-1)?.unshift(inverse);
    this.version += 1;
    this.tell({ changes, fromHistory: false });
  }

  /** What takes the changes back. */
  private apply(changes: readonly TextChange[]): TextChange[] {
    const before = this.text;
    let moved = 0;
    const inverse: TextChange[] = [];
    for (const { offset, length, text } of [...changes].sort((a, b) => a.offset - b.offset)) {
      inverse.push({
        offset: offset + moved,
        length: text.length,
        text: before.slice(offset, offset + length),
      });
      const at = offset + moved;
      this.text = this.text.slice(0, at) + text + this.text.slice(at + length);
      moved += text.length - length;
    }
    return inverse;
  }

  private tell(change: DocumentChange): void {
    for (const passage of this.passages) passage.documentChanged(change);
  }
}

/** Stands for a stream: writes all of its text at once, in a document's own way. */
export class WholeStream implements PassageStream {
  readonly range: TrackedRange;
  private expected: TextChange | undefined;

  constructor(
    private readonly document: PassageDocument,
    private readonly place: Place,
  ) {
    this.range = new TrackedRange(place.offset);
  }

  async write(text: string): Promise<void> {
    const whole = this.range.isEmpty ? this.place.separator + text : text;
    this.expected = { offset: this.range.end, length: 0, text: whole };
    await this.document.replace([this.expected]);
  }

  documentChanged({ changes }: DocumentChange): void {
    const [change] = changes;
    if (change && change === this.expected) this.range.extend(change.text.length);
    else for (const other of changes) this.range.follow(other);
    this.expected = undefined;
  }
}
