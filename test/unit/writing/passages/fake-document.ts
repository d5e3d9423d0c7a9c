/** A document in memory that a stream and a person both edit, with a linear undo history. */
import type {
  DocumentChange,
  DocumentSurface,
  EditResult,
} from "../../../../src/writing/editor/streamed-insertion.js";
import type { TextChange } from "../../../../src/writing/editor/tracked-range.js";

export class FakeDocument implements DocumentSurface {
  lineEnding: "\n" | "\r\n" = "\n";
  /** What the next edits meet, in order; "applied" when nothing is left. */
  readonly obstacles: EditResult[] = [];
  /** Called while an edit is on its way: what a person does then makes it outdated. */
  meanwhile: (() => void) | undefined;
  /** Accepts edits and carries none out, as an editor does with a read-only document. */
  ignoresEdits = false;
  isKnownToTakeText = true;
  onChange: (change: DocumentChange) => void = () => {};
  /** One entry per step: the text before it. */
  private steps: string[] = [];
  private stepIsOpen = false;

  constructor(public text: string) {}

  get undoSteps(): number {
    return this.steps.length;
  }

  async insert(offset: number, text: string, beginsStep: boolean): Promise<EditResult> {
    const before = this.text;
    await Promise.resolve();
    this.meanwhile?.();
    const obstacle = this.obstacles.shift() ?? "applied";
    if (obstacle !== "applied") return obstacle;
    if (this.text !== before) return "outdated";
    if (this.ignoresEdits) return "applied";
    if (beginsStep) this.stepIsOpen = false;
    this.apply({ offset, length: 0, text });
    return "applied";
  }

  async insertHidden(offset: number, text: string): Promise<EditResult> {
    if (!this.isKnownToTakeText) return "hidden";
    this.apply({ offset, length: 0, text });
    return "applied";
  }

  /** A person's edit begins a step, as typing after anything else does in VS Code. */
  type(change: TextChange): void {
    this.stepIsOpen = false;
    this.apply(change);
  }

  save(): void {
    this.stepIsOpen = false;
  }

  undo(): void {
    const before = this.steps.pop();
    if (before === undefined) return;
    this.stepIsOpen = false;
    const change = difference(this.text, before);
    this.text = before;
    this.onChange({ changes: [change], fromHistory: true });
  }

  private apply(change: TextChange): void {
    if (!this.stepIsOpen) this.steps.push(this.text);
    this.stepIsOpen = true;
    const { offset, length, text } = change;
    this.text = this.text.slice(0, offset) + text + this.text.slice(offset + length);
    this.onChange({ changes: [change], fromHistory: false });
  }
}

/** The smallest replacement that makes `after` of `before`. */
function difference(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return {
    offset: head,
    length: before.length - head - tail,
    text: after.slice(head, after.length - tail),
  };
}
