/** Thinking that a server leaves in the text, told from it by the marks that models write round it. */
import { KNOWN_MARKS, type ThinkingMarks } from "../prompting/thinking.js";

/** What a piece turned out to be. */
export interface Spoken {
  text: string;
  thought: string;
}

/** Marks that no text begins with by chance. */
const MARKS = KNOWN_MARKS.filter(({ open }) => /^[<[]/.test(open));

export class InlineThinking {
  /** Held back while it may belong to a mark, or to the space behind one. */
  private held = "";
  private marks: ThinkingMarks | undefined;
  private state: "start" | "thinking" | "behind" | "text" = "start";

  push(piece: string): Spoken {
    if (this.state === "text") return { text: piece, thought: "" };
    this.held += piece;
    let thought = "";
    if (this.state === "start") {
      const begun = this.held.trimStart();
      this.marks = MARKS.find(({ open }) => begun.startsWith(open));
      if (this.marks) {
        this.held = begun.slice(this.marks.open.length);
        this.state = "thinking";
      } else if (MARKS.some(({ open }) => open.startsWith(begun))) {
        return { text: "", thought };
      } else this.state = "text";
    }
    if (this.state === "thinking" && this.marks) {
      const { close } = this.marks;
      const at = this.held.indexOf(close);
      // The end of what there is may be the beginning of the mark.
      const end = at < 0 ? Math.max(0, this.held.length - close.length) : at;
      thought = this.held.slice(0, end);
      this.held = this.held.slice(at < 0 ? end : at + close.length);
      if (at < 0) return { text: "", thought };
      this.state = "behind";
    }
    if (this.state === "behind") {
      this.held = this.held.trimStart();
      if (this.held === "") return { text: "", thought };
      this.state = "text";
    }
    const text = this.held;
    this.held = "";
    return { text, thought };
  }

  /** What was still held back when the answer ended. */
  end(): Spoken {
    const { held, state } = this;
    this.held = "";
    return state === "thinking" ? { text: "", thought: held } : { text: held, thought: "" };
  }
}
