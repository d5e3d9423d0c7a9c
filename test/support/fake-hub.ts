/**
 * A hub on loopback, and the server that it redirects to for the files: a different origin, as with
 * the real hub. Requests to each and the bytes they serve are recorded.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const REPOSITORY = "ada/notes-GGUF";
const COMMIT = "c0ffee";

export interface Asked {
  server: "hub" | "files";
  path: string;
  range: string | undefined;
  ifRange: string | undefined;
  authorization: string | undefined;
  /** Bytes of file content sent. */
  served: number;
}

/** Answers one request in place of the fake; must end it in some way. */
export type Answering = (
  request: IncomingMessage,
  response: ServerResponse,
  asked: Asked,
) => void | Promise<void>;

interface FakeFile {
  content: Buffer;
  /** As announced by the hub; the content's own unless a test lies. */
  sha256: string;
}

export class FakeHub {
  readonly asked: Asked[] = [];
  /** Files by path in the repository. */
  private readonly files = new Map<string, FakeFile>();
  /** Used one by one by the file server, before its usual answers. */
  readonly nextFileAnswers: Answering[] = [];
  /** Used one by one by the hub, before its usual answers. */
  readonly nextHubAnswers: Answering[] = [];
  /** Whether the file server supports ranges. */
  ranges = true;
  /** Whether the hub sends hashes. */
  hashes = true;
  private readonly cuts: { at: number; cut: () => void }[] = [];
  private readonly hub: Server;
  private readonly server: Server;

  /** @param repository the only repository it has */
  private constructor(private readonly repository: string) {
    this.hub = createServer((request, response) => this.serve("hub", request, response));
    this.server = createServer((request, response) => this.serve("files", request, response));
  }

  static async start(repository = REPOSITORY): Promise<FakeHub> {
    const fake = new FakeHub(repository);
    for (const server of [fake.hub, fake.server]) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    }
    return fake;
  }

  get endpoint(): string {
    return originOf(this.hub);
  }

  /** Address of a file on the file server, which is not a hub. */
  fileAddress(path: string): string {
    return `${originOf(this.server)}/${path}`;
  }

  put(path: string, content: Buffer, sha256 = digest(content)): void {
    this.files.set(path, { content, sha256 });
  }

  /** Bytes served, for one path or for all. */
  served(path = ""): number {
    return this.asked
      .filter((asked) => asked.path.endsWith(path))
      .reduce((sum, { served }) => sum + served, 0);
  }

  async stop(): Promise<void> {
    for (const server of [this.hub, this.server]) {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    }
  }

  private async serve(
    server: Asked["server"],
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { pathname } = new URL(request.url ?? "", "http://fake");
    const asked: Asked = {
      server,
      path: decodeURIComponent(pathname.slice(1)),
      range: request.headers.range,
      ifRange: request.headers["if-range"] as string | undefined,
      authorization: request.headers.authorization,
      served: 0,
    };
    this.asked.push(asked);
    const next = server === "hub" ? this.nextHubAnswers : this.nextFileAnswers;
    const answering = next.shift() ?? (server === "hub" ? this.answerAsHub : this.answerAsServer);
    await answering(request, response, asked);
  }

  /** The hub's usual answer. */
  readonly answerAsHub: Answering = (_request, response, { path }) => {
    if (path === `api/models/${this.repository}/revision/main`) {
      const siblings = [...this.files].map(([rfilename, { content, sha256 }]) => ({
        rfilename,
        size: content.length,
        blobId: digest(content).slice(0, 40),
        ...(this.hashes && { lfs: { sha256, size: content.length, pointerSize: 134 } }),
      }));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ sha: COMMIT, siblings }));
      return;
    }
    const prefix = `${this.repository}/resolve/${COMMIT}/`;
    const file = path.startsWith(prefix) ? path.slice(prefix.length) : "";
    if (!this.files.has(file)) {
      response.writeHead(404).end("Entry not found");
      return;
    }
    const to = this.fileAddress(file.split("/").map(encodeURIComponent).join("/"));
    response.writeHead(302, { location: to }).end();
  };

  /** The file server's usual answer. */
  readonly answerAsServer: Answering = (request, response, asked) => {
    const file = this.files.get(asked.path);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const body = this.begin(file.content, request, response);
    asked.served += body.length;
    response.end(body);
  };

  /** Sends the head that fits the request; returns the body that follows. */
  private begin(content: Buffer, request: IncomingMessage, response: ServerResponse): Buffer {
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const ifRange = request.headers["if-range"];
    const same = ifRange === undefined || ifRange === etagOf(content);
    const head = { "content-type": "application/octet-stream", etag: etagOf(content) };
    if (!this.ranges || !same || first === undefined) {
      response.writeHead(200, { ...head, "content-length": content.length });
      return content;
    }
    if (Number(first) >= content.length) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` });
      return Buffer.alloc(0);
    }
    const end = last ? Number(last) + 1 : content.length;
    response.writeHead(206, {
      ...head,
      "content-length": end - Number(first),
      "content-range": `bytes ${first}-${end - 1}/${content.length}`,
    });
    return content.subarray(Number(first), end);
  }

  /**
   * Sends this many bytes of the body and cuts the connection once they have arrived. Before that,
   * bytes in transit may be lost, as on any line, and nobody can say how many.
   */
  cutAfter(bytes: number): Answering {
    return (request, response, asked) => {
      const [, from = "0"] = /^bytes=(\d+)-/.exec(request.headers.range ?? "") ?? [];
      const cut = () => response.socket?.end();
      if (bytes > 0) this.cuts.push({ at: Number(from) + bytes, cut });
      return this.sendingOnly(bytes, bytes > 0 ? () => {} : cut)(request, response, asked);
    };
  }

  /** Tells how many bytes of a file the other side has. */
  arrived(bytes: number): void {
    for (const { at, cut } of this.cuts) if (at === bytes) cut();
  }

  /** Sends this many bytes of the body, then does what the test wants. */
  sendingOnly(bytes: number, then: (response: ServerResponse) => void): Answering {
    return (request, response, asked) => {
      const file = this.files.get(asked.path);
      if (!file) throw new Error(`The test has no file ${asked.path}.`);
      const sent = this.begin(file.content, request, response).subarray(0, bytes);
      asked.served += sent.length;
      response.write(sent, () => then(response));
    };
  }
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function etagOf(content: Buffer): string {
  return `"${digest(content).slice(0, 16)}"`;
}

export function digest(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Bytes that begin like a GGUF file and never repeat. */
export function fakeModel(bytes: number, seed = "a"): Buffer {
  const blocks: Buffer[] = [Buffer.from("GGUF")];
  for (let i = 0; i * 32 < bytes; i += 1) {
    blocks.push(createHash("sha256").update(`${seed}${i}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, bytes);
}

/** Answers with just a status. */
export function status(code: number, headers: Record<string, string> = {}): Answering {
  return (_request, response) => {
    response.writeHead(code, headers).end();
  };
}
