/** Several edits of Tiller's as one step of a document's undo history. */
import type { TextDocument } from "vscode";

/** As in VS Code's `TextEditor.edit`: whether the edit begins and ends a step of the undo history. */
export interface UndoStops {
  readonly undoStopBefore: boolean;
  readonly undoStopAfter: boolean;
}

/**
 * A step that stays open from one edit to the next, until one of them closes it or somebody else
 * changes the document: no undo takes a person's words and Tiller's together.
 *
 * VS Code has no name for a step, but numbers a document's versions: while the version is still the
 * one that the last edit of the step made, nobody else has come between. A save ends the step all
 * the same, for VS Code lets people undo back to what they saved.
 */
export class UndoStep {
  /** The version that the last edit made. */
  private version: number | undefined;
  private isDivided = false;

  /** @param staysOpen when a stream ends, for there is more to come */
  constructor(
    private readonly document: Pick<TextDocument, "version">,
    readonly staysOpen: boolean,
  ) {}

  /** Whether one undo takes back all edits so far, and with them the next one. */
  get isWhole(): boolean {
    return !this.isDivided && this.version === this.document.version;
  }

  /** For the next edit. */
  stops(isLast = false): UndoStops {
    return { undoStopBefore: this.document.version !== this.version, undoStopAfter: isLast };
  }

  /** An edit belongs to the step now; `before` is the version that it met. */
  joined(before: number): void {
    const { version } = this.document;
    if (this.version !== undefined && this.version !== before) this.isDivided = true;
    // Every edit makes one version. One more, and somebody has changed the document since.
    this.version = version === before + 1 ? version : undefined;
  }

  /** A stream has ended: what follows is a step of its own, unless more is to come. */
  ended(): void {
    if (!this.staysOpen) this.version = undefined;
  }

  /** What follows is a step of its own; so it is after a save. */
  divide(): void {
    this.isDivided = true;
    this.version = undefined;
  }
}
