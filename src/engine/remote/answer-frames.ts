/**
 * An answer as it arrives, cut into frames, whatever form it has: server-sent events, with or without the
 * blank lines between them, JSON values one after another or in a list, or one JSON value. JSON says where
 * it ends, so each value is known with its last character; an event parser would hold back the last event
 * of a stream that ends without a blank line, and know none of the other forms.
 */
import { lenientJson } from "./lenient-json.js";

export type Frame =
  /** @param isError of an event called so, or of a field `error:` beside `data:` */
  | { value: unknown; isError: boolean }
  /** Text that is no frame: a proxy's page, a sentence. */
  | { stray: string; isError: boolean }
  /** JSON that ends too early, or is none. */
  | "broken"
  /** `[DONE]`. */
  | "done";

/** Of one frame, in characters: a piece of text has a few hundred, a whole text some thousand. */
const LONGEST = 16 * 1024 * 1024;
/** Of a field of an event; behind it the line says something. */
const FIELD = /^(?<name>data|event|id|retry|error)?:[ ]?(?<rest>.*)$/s;
const DONE = /^\[DONE\]/i;

export class AnswerFrames {
  /** The line that has not ended. */
  private line = "";
  private endsInReturn = false;
  /** The value that has not ended. */
  private value: JsonValue | undefined;
  private isErrorEvent = false;
  /** Whether there are events; an empty line ends each. */
  private hasEvents = false;

  /** @returns the frames that are complete with this piece */
  push(piece: string): Frame[] {
    // Of a line break in two pieces only the first half counts.
    const text = this.endsInReturn && piece.startsWith("\n") ? piece.slice(1) : piece;
    if (piece !== "") this.endsInReturn = piece.endsWith("\r");
    const lines = text.split(/\r\n|\n|\r/);
    lines[0] = this.line + lines[0];
    this.line = lines.pop() ?? "";
    if (this.line.length > LONGEST) return ["broken"];
    return lines.flatMap((line) => this.take(line));
  }

  /** Nothing follows. */
  end(): Frame[] {
    const last = this.take(this.line);
    this.line = "";
    const cut: Frame[] = this.value ? ["broken"] : [];
    this.value = undefined;
    return [...last, ...cut];
  }

  private take(line: string): Frame[] {
    if (this.value) {
      if (line.trim() === "" && this.hasEvents) {
        this.value = undefined;
        this.isErrorEvent = false;
        return ["broken"];
      }
      return this.feed(`${line.replace(/^data:[ ]?/, "")}\n`, this.isErrorEvent);
    }
    if (line.trim() === "") {
      this.isErrorEvent = false;
      return [];
    }
    const { name, rest = "" } = FIELD.exec(line)?.groups ?? { name: "none", rest: line };
    switch (name) {
      case "data":
        this.hasEvents = true;
        return this.feed(rest, this.isErrorEvent);
      case "event":
        this.hasEvents = true;
        this.isErrorEvent = /error|fail/i.test(rest);
        return [];
      case "error":
        return this.feed(rest, true);
      case "none":
        return this.feed(rest, this.isErrorEvent);
      default:
        // A comment, as servers send it to keep a connection, or what is for browsers.
        return [];
    }
  }

  /** @param isError what begins in this text is one */
  private feed(text: string, isError: boolean): Frame[] {
    const frames: Frame[] = [];
    let at = 0;
    while (at < text.length) {
      if (!this.value) {
        at += /^[\s,]*/.exec(text.slice(at))?.[0].length ?? 0;
        const rest = text.slice(at);
        if (rest === "") break;
        if (DONE.test(rest)) {
          frames.push("done");
          at += "[DONE]".length;
          continue;
        }
        if (!/^[{[]/.test(rest)) {
          if (rest.trim() !== "null") frames.push({ stray: rest.trim(), isError });
          break;
        }
        this.value = new JsonValue(isError);
      }
      const { value } = this;
      at = value.take(text, at);
      if (!value.isWhole) {
        if (value.length > LONGEST) {
          this.value = undefined;
          return [...frames, "broken"];
        }
        break;
      }
      this.value = undefined;
      frames.push(...value.frames());
    }
    return frames;
  }
}

/** The text of an object or list, up to the bracket that closes it. */
class JsonValue {
  private text = "";
  private depth = 0;
  private isInString = false;
  private isEscaped = false;

  constructor(private readonly isError: boolean) {}

  get length(): number {
    return this.text.length;
  }

  get isWhole(): boolean {
    return this.depth === 0 && this.text !== "";
  }

  /** @returns where the value ends in this text, or the text's length */
  take(text: string, from: number): number {
    let at = from;
    for (; at < text.length; at++) {
      const character = text[at];
      if (this.isEscaped) this.isEscaped = false;
      else if (this.isInString) {
        if (character === "\\") this.isEscaped = true;
        else if (character === '"') this.isInString = false;
      } else if (character === '"') this.isInString = true;
      else if (character === "{" || character === "[") this.depth += 1;
      else if (character === "}" || character === "]") {
        this.depth -= 1;
        if (this.depth === 0) {
          at += 1;
          break;
        }
      }
    }
    this.text += text.slice(from, at);
    return at;
  }

  /** A list is its members. */
  frames(): Frame[] {
    const value = lenientJson(this.text);
    if (value === undefined) return ["broken"];
    const { isError } = this;
    return Array.isArray(value)
      ? value.map((one) => ({ value: one, isError }))
      : [{ value, isError }];
  }
}
