/**
 * Speaks to one OpenAI-compatible server over `fetch`. Its key goes to its own origin only: nothing is
 * followed to another address. OpenAI's own package does not promise that, repeats requests that failed, and
 * waits without end when a server falls silent amid a text.
 */
import { EventSourceParserStream } from "eventsource-parser/stream";
import * as z from "zod";
import { hostOf, type ServerModel } from "../../models/model-reference.js";
import { RequestFailure } from "../api/failure.js";
import {
  broken,
  cutOff,
  notAnApi,
  redirected,
  saidIn,
  silent,
  statusFailure,
  unreachable,
  unreadable,
} from "./server-failure.js";

/** How long a server may be silent, in milliseconds. */
export interface Patience {
  /** Before it tells of itself. */
  facts: number;
  /** Before a text's first piece, and between two: a long prompt takes its time on a busy server. */
  text: number;
}

const PATIENCE: Patience = { facts: 15_000, text: 300_000 };

/** Of one event of a stream, in characters: a piece of text is a few hundred. */
const LONGEST_EVENT = 16 * 1024 * 1024;
/** Of an answer that is no stream, in bytes: the description of a large server has one or two. */
const LONGEST_ANSWER = 32 * 1024 * 1024;

/** Chat's and completion's stream events, as far as they are read. */
const eventSchema = z.object({
  choices: z
    .array(
      z.object({
        text: z.string().nullish(),
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z
    .object({ prompt_tokens: z.int().nullish(), completion_tokens: z.int().nullish() })
    .nullish(),
  error: z.unknown().optional(),
});

/** What one event of a stream adds. */
export interface StreamedPiece {
  text: string;
  /** Why the text is over: "stop", "length" and others. */
  finish?: string;
  promptTokens?: number;
  completionTokens?: number;
}

export class ServerClient {
  readonly host: string;

  constructor(
    private readonly server: ServerModel,
    private readonly key: string | undefined,
    private readonly patience: Patience = PATIENCE,
  ) {
    this.host = hostOf(server);
  }

  /**
   * What the server answers to a question about itself, as parsed JSON.
   *
   * @param path relative to the base URL
   * @throws RequestFailure
   */
  async ask(path: string, signal: AbortSignal): Promise<unknown> {
    const watch = new Watch(this.patience.facts, signal);
    try {
      const response = await this.send(path, undefined, watch);
      const text = await this.reading(watch, readLimited(response));
      try {
        return JSON.parse(text);
      } catch {
        throw notAnApi(this.host);
      }
    } finally {
      watch.end();
    }
  }

  /**
   * Posts a request with `stream: true` and gives the pieces as they arrive. Aborting, or leaving the
   * loop, closes the connection at once.
   *
   * @throws RequestFailure, after the pieces that had arrived
   */
  async *stream(path: string, body: object, signal: AbortSignal): AsyncGenerator<StreamedPiece> {
    const watch = new Watch(this.patience.text, signal);
    try {
      const response = await this.send(path, body, watch);
      if (!/^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "")) {
        throw notAnApi(this.host);
      }
      const events = (response.body as ReadableStream)
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream({ maxBufferSize: LONGEST_EVENT }))
        .getReader();
      let isOver = false;
      for (;;) {
        const { done, value } = await this.reading(watch, events.read());
        if (done) break;
        watch.heard();
        if (value.data === "[DONE]") return;
        const piece = this.pieceOf(value.data);
        isOver ||= piece.finish !== undefined;
        yield piece;
      }
      if (!isOver) throw cutOff(this.host);
    } finally {
      watch.end();
    }
  }

  private async send(path: string, body: object | undefined, watch: Watch): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(new URL(path, `${this.server.baseUrl}/`), {
        method: body ? "POST" : "GET",
        headers: {
          accept: body ? "text/event-stream" : "application/json",
          ...(body && { "content-type": "application/json" }),
          ...(this.key && { authorization: `Bearer ${this.key}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: "manual",
        signal: watch.signal,
      });
    } catch (error) {
      watch.explain(this.host);
      throw unreachable(this.host, error);
    }
    if (response.ok) return response;
    if (response.status >= 300 && response.status < 400) {
      throw redirected(this.host, response.headers.get("location"));
    }
    const said = await this.reading(watch, readLimited(response));
    const retryAfter = response.headers.get("retry-after");
    throw statusFailure(this.host, response.status, saidIn(said, this.key), retryAfter);
  }

  private async reading<T>(watch: Watch, read: Promise<T>): Promise<T> {
    try {
      return await read;
    } catch (error) {
      watch.explain(this.host);
      if (error instanceof RequestFailure) throw error;
      // The parser's own complaint: an event that does not end.
      throw error instanceof Error && error.name === "ParseError"
        ? unreadable(this.host)
        : cutOff(this.host);
    }
  }

  private pieceOf(data: string): StreamedPiece {
    let value: unknown;
    try {
      value = JSON.parse(data);
    } catch {
      throw unreadable(this.host);
    }
    const event = eventSchema.safeParse(value);
    if (!event.success) throw unreadable(this.host);
    const { choices, usage, error } = event.data;
    if (error !== undefined && error !== null) {
      const said = saidIn(data, this.key);
      throw said === undefined ? cutOff(this.host) : broken(this.host, said);
    }
    const [choice] = choices ?? [];
    return {
      text: choice?.text ?? choice?.delta?.content ?? "",
      ...(choice?.finish_reason && { finish: choice.finish_reason }),
      ...(usage?.prompt_tokens && { promptTokens: usage.prompt_tokens }),
      ...(usage?.completion_tokens && { completionTokens: usage.completion_tokens }),
    };
  }
}

/** Aborts when the person does, and when the server is silent for too long. */
class Watch {
  private readonly silence = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal;

  constructor(
    private readonly patience: number,
    private readonly stop: AbortSignal,
  ) {
    this.signal = AbortSignal.any([stop, this.silence.signal]);
    this.heard();
  }

  heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.silence.abort(), this.patience);
  }

  /** Throws what ended the exchange, if it was one of the two. */
  explain(host: string): void {
    this.stop.throwIfAborted();
    if (this.silence.signal.aborted) throw silent(host, Math.round(this.patience / 1000));
  }

  /** Nothing is awaited any more: a connection that is still open is closed. */
  end(): void {
    clearTimeout(this.timer);
    this.silence.abort();
  }
}

async function readLimited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > LONGEST_ANSWER) throw new RangeError("The answer is too long.");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
