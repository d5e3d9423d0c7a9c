/** A selection that stands in a document's own text. */
import type { Selection } from "../constraints/selection.js";

/** Something wrong, and where, in offsets of the document's head. */
export interface Fault {
  readonly start: number;
  readonly end: number;
  /** One sentence. */
  readonly message: string;
}

/** What a profile does not name is off; what is wrong in it leaves the rest as it is. */
export interface Profile {
  /** Absent where nothing that could be a selection stands there yet. */
  readonly selection?: Selection;
  readonly faults: readonly Fault[];
}

export interface HeadEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** As much of a document as reading its head takes. */
export interface Lines {
  readonly lineCount: number;
  lineAt(line: number): { readonly text: string };
}

/** How one kind of document holds a profile. */
export interface ProfileFormat {
  /** The lines at the document's start that a profile can stand in, each ended by "\n" but the last. */
  head(document: Lines): string;
  read(head: string): Profile | undefined;
  /**
   * What makes the head hold a selection: everything else stays as it is.
   *
   * @throws ProfileError if it cannot
   */
  edits(head: string, selection: Selection): HeadEdit[];
}

/** A selection that cannot be written into a document; the message is one sentence. */
export class ProfileError extends Error {
  override readonly name = "ProfileError";
}
