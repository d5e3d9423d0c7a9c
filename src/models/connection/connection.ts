/**
 * Requests to the hub and to the servers it sends us to.
 *
 * undici does the work: proxies, and timeouts between two chunks of a body. Redirects are followed
 * here because only this code knows who may see the token, and because the hub sends a file's hash
 * along the way.
 */
import * as l10n from "@vscode/l10n";
import { type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { nextAddress } from "./addresses.js";
import { DownloadError } from "./download-error.js";
import type { Proxies } from "./proxy.js";
import { Trouble } from "./trouble.js";

export interface ConnectionOptions {
  /** The only origin that receives the token. */
  hub: URL;
  token: string | undefined;
  proxies: Proxies;
  /** A connection is given up when nothing arrives for this many milliseconds. */
  stalledAfter: number;
}

/** One response; its body must be read or destroyed. */
export interface Answer {
  status: number;
  /** The first value of a header, by its lowercase name. */
  header(name: string): string | undefined;
  body: Dispatcher.ResponseData["body"];
  /** Who answered, after all redirects. */
  url: URL;
  /** SHA-256 of the whole file in hexadecimal digits, if the hub sent it. */
  linkedHash: string | undefined;
}

const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 10;
const CONNECT_TIMEOUT = 15_000;

export class Connection {
  private readonly dispatcher: Dispatcher;

  constructor(private readonly options: ConnectionOptions) {
    this.dispatcher = new EnvHttpProxyAgent({
      ...options.proxies,
      connect: { timeout: Math.min(CONNECT_TIMEOUT, options.stalledAfter) },
    });
  }

  /** @throws Trouble when there is no response, DownloadError when there can be none this way */
  async get(
    address: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Answer> {
    let url = address;
    let linkedHash: string | undefined;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const { statusCode: status, headers: received, body } = await this.once(url, headers, signal);
      const header = (name: string) => [received[name]].flat()[0];
      linkedHash ??= hashOf(header("x-linked-etag"));
      const location = header("location");
      if (!REDIRECTS.includes(status) || location === undefined) {
        return { status, header, body, url, linkedHash };
      }
      discard(body);
      url = nextAddress(url, location);
    }
    throw new DownloadError(
      "download-failed",
      l10n.t(
        "{0} keeps redirecting from one address to the next; nothing can be downloaded there.",
        url.host,
      ),
    );
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  private async once(
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const { hub, token, stalledAfter } = this.options;
    const authorization = token && url.origin === hub.origin ? `Bearer ${token}` : undefined;
    try {
      return await request(url, {
        dispatcher: this.dispatcher,
        headers: {
          // A compressed response could not be resumed in the middle of the file.
          "accept-encoding": "identity",
          "user-agent": "tiller",
          ...headers,
          ...(authorization && { authorization }),
        },
        headersTimeout: stalledAfter,
        bodyTimeout: stalledAfter,
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw troubleOf(error, url);
    }
  }
}

/** Discards a response whose body is not needed. */
export function discard(body: Answer["body"]): void {
  // Errors no longer matter.
  body.on("error", () => {}).destroy();
}

function hashOf(etag: string | undefined): string | undefined {
  return /^"?([0-9a-f]{64})"?$/i.exec(etag ?? "")?.[1]?.toLowerCase();
}

const UNREACHABLE = [
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
];
const STALLED = ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"];
const LOST = ["UND_ERR_SOCKET", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "ECONNRESET", "EPIPE"];

/**
 * What an error from undici or Node.js means for a download, including one that interrupts a body.
 */
export function troubleOf(error: unknown, { host }: URL): Error {
  const { code = "", message } = innermost(error);
  if (UNREACHABLE.includes(code)) return new Trouble("unreachable", host);
  if (STALLED.includes(code)) return new Trouble("stalled", host);
  if (LOST.includes(code) || code.startsWith("HPE_")) return new Trouble("lost", host);
  if (/CERT|SELF_SIGNED|UNABLE_TO|^ERR_TLS|^ERR_SSL/.test(code)) {
    return new DownloadError(
      "download-failed",
      l10n.t(
        "The connection to {0} is not trusted ({1}); if a company proxy inspects connections, NODE_EXTRA_CA_CERTS must name a file with its certificate.",
        host,
        code,
      ),
    );
  }
  if (/^Proxy response \(407\)/.test(message)) {
    return new DownloadError(
      "access-denied",
      l10n.t(
        "The proxy requires a user name and password; write them as http://name:password@host:port.",
      ),
    );
  }
  return new DownloadError(
    "download-failed",
    l10n.t("There is no connection to {0}: {1}.", host, message.replace(/\.$/, "")),
  );
}

/** When several addresses of one host fail, each has a reason of its own. */
function innermost(error: unknown): NodeJS.ErrnoException {
  if (error instanceof AggregateError) return innermost(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return innermost(error.cause);
  return error instanceof Error ? error : new Error(String(error));
}
