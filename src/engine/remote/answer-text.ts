/** The text of an answer as it arrives: without what the model thought, fitted to what it continues. */
import type { Join } from "./server-prompt.js";

const OPEN = "<think>";
const CLOSE = "</think>";

export class AnswerText {
  /** Held back while it may belong to the tag that thinking is written in. */
  private held = "";
  private state: "start" | "thinking" | "beginning" | "text" = "start";

  constructor(private readonly join: Join | undefined) {}

  /** The part of the text that is known with this piece. */
  push(piece: string): string {
    if (this.state === "text") return piece;
    this.held += piece;
    if (this.state === "start") {
      const begun = this.held.trimStart();
      if (begun.length < OPEN.length && OPEN.startsWith(begun)) return "";
      this.state = begun.startsWith(OPEN) ? "thinking" : "beginning";
    }
    if (this.state === "thinking") {
      const end = this.held.indexOf(CLOSE);
      if (end < 0) {
        this.held = this.held.slice(-CLOSE.length);
        return "";
      }
      this.held = this.held.slice(end + CLOSE.length).trimStart();
      this.state = "beginning";
    }
    return this.begin();
  }

  /** What was still held back when the answer ended. */
  end(): string {
    if (this.state !== "start") return "";
    this.state = "beginning";
    return this.begin();
  }

  private begin(): string {
    if (this.held === "") return "";
    this.state = "text";
    const text = this.held;
    switch (this.join) {
      case "drop-space":
        return text.replace(/^[ \t]/, "");
      case "add-space":
        return /^[\p{L}\p{N}"'“‘(]/u.test(text) ? ` ${text}` : text;
      default:
        return text;
    }
  }
}
