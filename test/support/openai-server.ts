/** An OpenAI-compatible server on loopback that answers as the test specifies. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface ReceivedRequest {
  method: string;
  /** With its query. */
  path: string;
  authorization: string | undefined;
  /** Parsed; undefined if there was none. */
  body: Record<string, unknown> | undefined;
}

export type Reply = (response: ServerResponse, request: ReceivedRequest) => unknown;

export class OpenAiServer {
  /** In order of arrival. */
  readonly received: ReceivedRequest[] = [];
  /** By path; other paths are answered with 404. */
  readonly replies = new Map<string, Reply>();

  private constructor(private readonly server: Server) {
    this.models({ id: "writer" });
  }

  static async start(): Promise<OpenAiServer> {
    const server = createServer();
    const self = new OpenAiServer(server);
    server.on("request", (request, response) => void self.answer(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return self;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get host(): string {
    return new URL(this.origin).host;
  }

  /** A model string that names one of its models. */
  model(name = "writer"): string {
    return `${this.origin}/v1#${name}`;
  }

  models(...models: object[]): void {
    this.replies.set("/v1/models", json({ object: "list", data: models }));
  }

  /** Publishes the fields that a chat request may have, like servers based on FastAPI. */
  describe(fields: readonly string[], schemas: Record<string, readonly string[]> = {}): void {
    const properties = (names: readonly string[]) => ({
      properties: Object.fromEntries(names.map((name) => [name, {}])),
    });
    const all = { ChatCompletionRequest: fields, ...schemas };
    this.replies.set(
      "/openapi.json",
      json({
        openapi: "3.1.0",
        components: {
          schemas: Object.fromEntries(
            Object.entries(all).map(([name, names]) => [name, properties(names)]),
          ),
        },
      }),
    );
  }

  chat(reply: Reply): void {
    this.replies.set("/v1/chat/completions", reply);
  }

  completions(reply: Reply): void {
    this.replies.set("/v1/completions", reply);
  }

  /** The bodies of requests for text. */
  get asked(): { path: string; body: Record<string, unknown> }[] {
    return this.received.flatMap(({ path, body }) => (body ? [{ path, body }] : []));
  }

  /** The first of them. */
  first<B = Record<string, unknown>>(): { path: string; body: B } {
    const [request] = this.asked;
    if (!request) throw new Error("No text was asked for.");
    return request as { path: string; body: B };
  }

  async dispose(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await text(request);
    const received = {
      method: request.method ?? "",
      path: request.url ?? "",
      authorization: request.headers.authorization,
      body: sent === "" ? undefined : JSON.parse(sent),
    };
    this.received.push(received);
    const reply = this.replies.get(received.path);
    if (reply) reply(response, received);
    else json({ detail: "Not Found" }, 404)(response, received);
  }
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (response) =>
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(value));
}

/** Starts a stream of server-sent events. */
export function begin(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
}

export function event(value: unknown): string {
  return `data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`;
}

export function chatPiece(content: string, finish: string | null = null): object {
  return { choices: [{ index: 0, delta: { content }, finish_reason: finish }] };
}

export function completionPiece(piece: string, finish: string | null = null): object {
  return { choices: [{ index: 0, text: piece, finish_reason: finish }] };
}

interface Ending {
  finish?: string;
  usage?: { prompt_tokens: number; completion_tokens: number };
}

/** Streams pieces of chat, and ends as servers do: with a reason, the usage, and `[DONE]`. */
export function chatting(pieces: readonly string[], ending: Ending = {}): Reply {
  return streaming(chatPiece, pieces, ending);
}

export function completing(pieces: readonly string[], ending: Ending = {}): Reply {
  return streaming(completionPiece, pieces, ending);
}

function streaming(
  piece: (text: string, finish?: string) => object,
  pieces: readonly string[],
  { finish = "stop", usage }: Ending,
): Reply {
  return (response) => {
    begin(response);
    for (const text of pieces) response.write(event(piece(text)));
    response.write(event(piece("", finish)));
    if (usage) response.write(event({ choices: [], usage }));
    response.end(event("[DONE]"));
  };
}
