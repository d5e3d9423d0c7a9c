/**
 * Speaks to one OpenAI-compatible server over `fetch`. Its key goes to its own origin only: nothing is
 * followed to another address. OpenAI's own package does not promise that, repeats requests that failed, and
 * waits without end when a server falls silent amid a text.
 */
import { hostOf, type ServerModel } from "../../models/model-reference.js";
import { RequestFailure } from "../api/failure.js";
import { type AnswerPart, AnswerParts } from "./answer-parts.js";
import { lenientJson } from "./lenient-json.js";
import {
  cutOff,
  notAnApi,
  redirected,
  silent,
  statusFailure,
  unreachable,
} from "./server-failure.js";

/** How long a server may be silent, in milliseconds. */
export interface Patience {
  /** Before it tells of itself. */
  facts: number;
  /** Between two bytes of an answer, and before the first: a long prompt takes its time on a busy server. */
  text: number;
  /** Behind a text's end, for the count of its tokens. */
  count: number;
}

const PATIENCE: Patience = { facts: 15_000, text: 300_000, count: 3000 };

/** Of an answer that is no stream, in bytes: the description of a large server has one or two. */
const LONGEST_ANSWER = 32 * 1024 * 1024;

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
      const value = lenientJson(text);
      if (value === undefined) throw notAnApi(this.host);
      return value;
    } finally {
      watch.end();
    }
  }

  /**
   * Posts a request for a text and gives the parts of the answer as they arrive, its end last. Aborting, or
   * leaving the loop, closes the connection at once.
   *
   * @throws RequestFailure when there is no answer, or one whose status says that it failed
   */
  async *answer(path: string, body: object, signal: AbortSignal): AsyncGenerator<AnswerPart> {
    const watch = new Watch(this.patience.text, signal);
    try {
      const response = await this.send(path, body, watch);
      const answer = new AnswerParts(this.host, this.key);
      let hasText = false;
      let failure: RequestFailure | undefined;
      try {
        const decoder = new TextDecoder();
        for await (const bytes of bytesOf(response)) {
          // Also what keeps the connection alive while the model reads a long prompt.
          watch.heard();
          for (const part of answer.push(decoder.decode(bytes, { stream: true }))) {
            hasText ||= "text" in part;
            yield part;
          }
          if (answer.isOver) break;
          if (answer.hasEnded) watch.waits(this.patience.count);
        }
      } catch (error) {
        failure = this.explained(watch, error, hasText);
      }
      yield* answer.end(failure);
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
          accept: body ? "text/event-stream, application/json" : "application/json",
          ...(body && { "content-type": "application/json" }),
          ...(this.key && { authorization: `Bearer ${this.key}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: "manual",
        signal: watch.signal,
      });
    } catch (error) {
      throw watch.silenceAt(this.host) ?? unreachable(this.host, error);
    }
    watch.heard();
    if (response.ok) return response;
    if (response.status >= 300 && response.status < 400) {
      throw redirected(this.host, response.headers.get("location"));
    }
    const said = await this.reading(watch, readLimited(response));
    const retryAfter = response.headers.get("retry-after");
    throw statusFailure(this.host, response.status, said, this.key, retryAfter);
  }

  private async reading<T>(watch: Watch, read: Promise<T>): Promise<T> {
    try {
      return await read;
    } catch (error) {
      throw this.explained(watch, error, false);
    }
  }

  /** @throws what the person's stop throws */
  private explained(watch: Watch, error: unknown, hasText: boolean): RequestFailure {
    const silence = watch.silenceAt(this.host);
    if (silence) return silence;
    return error instanceof RequestFailure ? error : cutOff(this.host, hasText);
  }
}

/** Aborts when the person does, and when the server is silent for too long. */
class Watch {
  private readonly silence = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal;

  /** @param patience in milliseconds */
  constructor(
    private patience: number,
    private readonly stop: AbortSignal,
  ) {
    this.signal = AbortSignal.any([stop, this.silence.signal]);
    this.heard();
  }

  heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.silence.abort(), this.patience);
  }

  /** From now on another silence is too long. */
  waits(patience: number): void {
    this.patience = patience;
    this.heard();
  }

  /**
   * What ended the exchange, if that was silence.
   *
   * @throws what the person's stop throws
   */
  silenceAt(host: string): RequestFailure | undefined {
    this.stop.throwIfAborted();
    return this.silence.signal.aborted ? silent(host, Math.round(this.patience / 1000)) : undefined;
  }

  /** Nothing is awaited any more: a connection that is still open is closed. */
  end(): void {
    clearTimeout(this.timer);
    this.silence.abort();
  }
}

function bytesOf(response: Response): AsyncIterable<Uint8Array> {
  return (response.body ?? []) as AsyncIterable<Uint8Array>;
}

async function readLimited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of bytesOf(response)) {
    bytes += chunk.byteLength;
    if (bytes > LONGEST_ANSWER) throw new RangeError("The answer is too long.");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
