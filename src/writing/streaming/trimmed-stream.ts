/** Arriving text without the white space at its edges: what may be the end is held back. */
export class TrimmedStream {
  private held = "";
  private hasBegun = false;

  /** What can be written once `piece` has arrived. */
  push(piece: string): string {
    const text = this.hasBegun ? this.held + piece : piece.trimStart();
    if (text === "") return "";
    this.hasBegun = true;
    const ready = text.trimEnd();
    this.held = text.slice(ready.length);
    return ready;
  }
}
