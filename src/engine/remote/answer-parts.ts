/**
 * What an answer holds, whichever of the forms in use its frames have: text, thinking, and how it ended.
 * What is not understood is no text and no end.
 */
import * as l10n from "@vscode/l10n";
import { quoted } from "../../text/quoted.js";
import type { RequestFailure } from "../api/failure.js";
import { AnswerFrames, type Frame } from "./answer-frames.js";
import { InlineThinking, type Spoken } from "./inline-thinking.js";
import { broken, cutOff, failed, notAnApi, ServerFailure, unreadable } from "./server-failure.js";
import { said, wordsOf } from "./server-sentence.js";

/** How an answer ended. */
export interface AnswerEnd {
  /** `finished`: the model ended it; `length`: it had no more room; `cut`: it is not whole. */
  how: "finished" | "length" | "cut";
  /** Why it is not whole. */
  failure?: RequestFailure;
  promptTokens?: number;
  /** Thinking included. */
  completionTokens?: number;
}

export type AnswerPart = { text: string } | { thought: string } | { end: AnswerEnd };

/** Reasons for an end that servers give, in small letters. */
const FINISHED = [
  "stop",
  "stop_sequence",
  "stop_token",
  "stopped",
  "eos",
  "eos_token",
  "end",
  "end_turn",
  "complete",
  "completed",
  "finish",
  "finished",
  "done",
  "normal",
];
const NO_ROOM = /length|limit|max_|context_window/;
const FILTERED = /filter|safety|refus|moderation|sensitive|recitation|prohibited|block/;
const NONE = ["", "null", "none", "unknown"];

type Members = Record<string, unknown>;

export class AnswerParts {
  private readonly frames = new AnswerFrames();
  private readonly thinking = new InlineThinking();
  private text = "";
  private hasThought = false;
  /** The text came in pieces, so that a whole message repeats it. */
  private hasPieces = false;
  /** A whole message that came by itself. */
  private isWhole = false;
  private isUnderstood = false;
  private frameCount = 0;
  private stray = "";
  private finish: string | undefined;
  private failure: RequestFailure | undefined;
  private isDone = false;
  private usage: Pick<AnswerEnd, "promptTokens" | "completionTokens"> = {};

  /** @param key may stand in no sentence */
  constructor(
    private readonly host: string,
    private readonly key: string | undefined,
  ) {}

  /** Whether what follows cannot matter. */
  get isOver(): boolean {
    return this.isDone || this.failure !== undefined;
  }

  /** Whether it is known how the text ended; its count of tokens may follow. */
  get hasEnded(): boolean {
    return this.isOver || this.finish !== undefined;
  }

  push(piece: string): AnswerPart[] {
    return this.frames.push(piece).flatMap((frame) => this.take(frame));
  }

  /** @param failure why nothing follows, where the server did not end it itself */
  end(failure?: RequestFailure): AnswerPart[] {
    const last = this.frames.end();
    // What a broken connection cut is no frame.
    const parts = last.flatMap((frame) => (frame === "broken" && failure ? [] : this.take(frame)));
    const held = this.parts(this.thinking.end());
    return [...parts, ...held, { end: { ...this.ending(failure), ...this.usage } }];
  }

  private take(frame: Frame): AnswerPart[] {
    if (this.isOver) return [];
    if (frame === "done") {
      this.isDone = true;
      this.isUnderstood = true;
      return [];
    }
    if (frame === "broken") {
      if (!this.isWholeText) this.failure = unreadable(this.host);
      return [];
    }
    this.frameCount += 1;
    if ("stray" in frame) {
      if (frame.isError && !this.isWholeText) this.failWith(frame.stray);
      else this.stray ||= frame.stray;
      return [];
    }
    return isMembers(frame.value) ? this.read(frame.value, frame.isError) : [];
  }

  private read(members: Members, isErrorEvent: boolean): AnswerPart[] {
    const { choices } = members;
    // A text that is over is not cut by what goes wrong behind it.
    const wasWhole = this.isWholeText;
    const choice = [choices].flat().find(isMembers);
    // Servers with an interface of their own have it all in one.
    const place = choice ?? (choices === undefined ? members : {});
    const parts = this.parts(this.spokenIn(place));
    this.count(members.usage);
    const finish = finishOf(place) ?? (place === members ? undefined : finishOf(members));
    if (finish !== undefined) this.finish ??= finish;
    this.isUnderstood ||= choices !== undefined || parts.length > 0 || finish !== undefined;
    const error = errorIn(members, choice, isErrorEvent);
    if (error !== undefined && !wasWhole) this.failWith(error);
    else if (parts.length === 0) this.stray ||= said(withoutUsage(members), this.key) ?? "";
    return parts;
  }

  private parts(spoken: Spoken): AnswerPart[] {
    const { thought, text } = spoken;
    const parts: AnswerPart[] = [];
    if (thought !== "") {
      this.hasThought ||= thought.trim() !== "";
      parts.push({ thought });
    }
    // What separates a text from the thinking before it is no part of it.
    const shown = this.hasThought && this.text === "" ? text.trimStart() : text;
    if (shown !== "") {
      this.text += shown;
      parts.push({ text: shown });
    }
    return parts;
  }

  private spokenIn(place: Members): Spoken {
    const { delta, message } = place;
    const piece = [delta, place.text, place.content, place.response, place.token]
      .map((one) => spoken(one))
      .reduce((first, next) => ({
        text: first.text || next.text,
        thought: first.thought || next.thought,
      }));
    const whole = typeof message === "string" ? SILENCE : spoken(message);
    const beside = thoughtBeside(place);
    const thought = piece.thought || beside || (this.hasThought ? "" : whole.thought);
    if (piece.text !== "") {
      this.hasPieces = true;
      return withThought(this.thinking.push(piece.text), thought);
    }
    if (whole.text === "" || this.hasPieces) return { text: "", thought };
    this.isWhole = true;
    return withThought(this.thinking.push(whole.text), thought);
  }

  private count(usage: unknown): void {
    if (!isMembers(usage)) return;
    const prompt = countOf(usage.prompt_tokens ?? usage.input_tokens);
    const completion = countOf(usage.completion_tokens ?? usage.output_tokens);
    if (prompt !== undefined) this.usage.promptTokens = prompt;
    if (completion !== undefined) this.usage.completionTokens = completion;
  }

  private get isWholeText(): boolean {
    return this.text !== "" && this.finish !== undefined && FINISHED.includes(this.finish);
  }

  private ending(connection: RequestFailure | undefined): AnswerEnd {
    const { finish, failure, host } = this;
    const isEmpty = this.text.trim() === "" && !this.hasThought;
    if (failure) return { how: "cut", failure };
    if (finish !== undefined) return this.finishedAs(finish, isEmpty);
    if (connection) return { how: "cut", failure: connection };
    if (isEmpty) return { how: "cut", failure: this.nothing() };
    // A whole answer says that it is whole by its own end.
    const isWhole = this.isDone || (this.isWhole && this.frameCount === 1);
    return isWhole ? { how: "finished" } : { how: "cut", failure: cutOff(host, true) };
  }

  private finishedAs(finish: string, isEmpty: boolean): AnswerEnd {
    const { host } = this;
    const words = this.sentence();
    if (NO_ROOM.test(finish)) return { how: "length" };
    if (FINISHED.includes(finish)) {
      return isEmpty && words ? { how: "cut", failure: this.nothing() } : { how: "finished" };
    }
    const why = FILTERED.test(finish)
      ? l10n.t("{0} ended the text, for its content filter stopped it.", host)
      : l10n.t("{0} ended the text before its end ({1}).", host, quoted(finish));
    return { how: "cut", failure: failed(why) };
  }

  /** Why there is no text. */
  private nothing(): RequestFailure {
    const { host, stray } = this;
    const words = this.sentence();
    if (words !== undefined) return new ServerFailure(broken(host, words), { words: stray });
    if (this.frameCount > 0 && !this.isUnderstood) return notAnApi(host);
    return failed(l10n.t("{0} ended its answer without a text; try again.", host));
  }

  private sentence(): string | undefined {
    return this.stray === "" ? undefined : said(this.stray, this.key);
  }

  private failWith(error: unknown): void {
    const { host, key } = this;
    const words = said(error, key);
    const failure =
      words === undefined
        ? failed(l10n.t("{0} failed and does not say why; try again.", host))
        : broken(host, words);
    const status = statusIn(error);
    this.failure = new ServerFailure(failure, {
      words: wordsOf(error),
      ...(status !== undefined && { status }),
    });
  }
}

const SILENCE: Spoken = { text: "", thought: "" };
/** A content may be nested without end. */
const LEVELS = 8;

/** What a message, a piece of one, or its content says: a text, parts of one, or what holds them. */
function spoken(value: unknown, levels = LEVELS): Spoken {
  if (typeof value === "string") return { text: value, thought: "" };
  if (typeof value !== "object" || value === null || levels === 0) return SILENCE;
  if (Array.isArray(value)) {
    const all = value.map((one) => spoken(one, levels - 1));
    return {
      text: all.map(({ text }) => text).join(""),
      thought: all.map(({ thought }) => thought).join(""),
    };
  }
  const members = value as Members;
  const content = [members.content, members.text]
    .map((one) => spoken(one, levels - 1))
    .find(({ text, thought }) => text !== "" || thought !== "");
  const thought = thoughtBeside(members);
  if (typeof members.type === "string" && /think|reason/.test(members.type)) {
    return { text: "", thought: thought || content?.text || content?.thought || "" };
  }
  return { text: content?.text ?? "", thought: thought || content?.thought || "" };
}

/** Thinking that stands in a field of its own. */
function thoughtBeside(members: Members): string {
  for (const name of ["reasoning_content", "reasoning", "thinking", "reasoning_text"]) {
    const { text, thought } = spoken(members[name]);
    if (text + thought !== "") return text + thought;
  }
  return "";
}

function withThought({ text, thought }: Spoken, before: string): Spoken {
  return { text, thought: before + thought };
}

function finishOf(place: Members): string | undefined {
  const delta = isMembers(place.delta) ? place.delta : {};
  const given = [place.finish_reason, place.stop_reason, place.done_reason, delta.stop_reason];
  const reason = given
    .map((one) => (isMembers(one) ? one.type : one))
    .filter((one) => typeof one === "string")
    .map((one) => one.toLowerCase())
    .find((one) => !NONE.includes(one));
  return reason ?? (place.done === true ? "done" : undefined);
}

/** What says that it is an error; undefined where nothing does. */
function errorIn(members: Members, choice: Members | undefined, isErrorEvent: boolean): unknown {
  if (isErrorEvent || members.object === "error" || members.type === "error") return members;
  for (const place of [members, choice ?? {}]) {
    if (saysSomething(place.error) || saysSomething(place.errors)) return place;
  }
  // Without choices the description of a failure is all that is there.
  if (members.choices === undefined && saysSomething(members.detail)) return members;
  return choice && String(choice.finish_reason).toLowerCase() === "error" ? choice : undefined;
}

function saysSomething(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? Object.keys(value).length > 0
    : Boolean(value);
}

/** The status that an error within an answer would have had. */
function statusIn(error: unknown): number | undefined {
  if (!isMembers(error)) return undefined;
  const inner = isMembers(error.error) ? error.error : error;
  const status = [inner.code, inner.status, inner.status_code, error.code].map(Number);
  return status.find((one) => Number.isInteger(one) && one >= 400 && one < 600);
}

function countOf(value: unknown): number | undefined {
  const count = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return count > 0 && count < Number.MAX_SAFE_INTEGER ? Math.round(count) : undefined;
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What of a frame may be a sentence. */
function withoutUsage({ usage: _, ...members }: Members): Members {
  const choice = [members.choices].flat().find(isMembers);
  return { ...members, ...(choice && { refusal: refusalIn(choice) }) };
}

function refusalIn({ delta, message }: Members): unknown {
  return [delta, message]
    .filter(isMembers)
    .map(({ refusal }) => refusal)
    .find(Boolean);
}
