/** Why a server did not answer as it should, in one sentence that says what to do. */
import * as l10n from "@vscode/l10n";
import { quoted } from "../../text/quoted.js";
import { RequestFailure } from "../api/failure.js";
import { saidIn, wordsOf } from "./server-sentence.js";

/** The server understood, and does not do it: another key, model or request may help. */
export function refused(message: string): RequestFailure {
  return new RequestFailure("server-refused", message);
}

/** The server, or the way to it, is at fault. */
export function failed(message: string): RequestFailure {
  return new RequestFailure("server-failed", message);
}

/** What a server answered instead of a text, and what may be learnt from it. */
export class ServerFailure extends RequestFailure {
  /** Of the answer, or what an error within it says; undefined where nothing does. */
  readonly status: number | undefined;
  /** All that the server says about it; may be no text for a person. */
  readonly words: string;

  constructor(
    { code, message }: RequestFailure,
    { status, words = "" }: { status?: number; words?: string } = {},
  ) {
    super(code, message);
    this.status = status;
    this.words = words;
  }

  /** Whether the server has nothing at this path, or no such model. */
  get isMissing(): boolean {
    return this.status === 404 || this.status === 405 || this.status === 501;
  }
}

/**
 * What a status means.
 *
 * @param body what the server says about it
 * @param key may stand in no sentence
 * @param retryAfter the header of this name
 */
export function statusFailure(
  host: string,
  status: number,
  body: string,
  key: string | undefined,
  retryAfter: string | null,
): ServerFailure {
  const why = saidIn(body, key) ?? `HTTP ${status}`;
  const failure = explained(host, status, why, Number(retryAfter));
  return new ServerFailure(failure, { status, words: wordsOf(body) });
}

function explained(host: string, status: number, why: string, seconds: number): RequestFailure {
  if (status === 401) {
    return refused(
      l10n.t(
        '{0} wants a different API key; enter it with "Tiller: Use a Server...", or in TILLER_API_KEY on the command line ({1}).',
        host,
        why,
      ),
    );
  }
  if (status === 403)
    return refused(l10n.t("{0} does not allow this with your key ({1}).", host, why));
  if (status === 404 || status === 405) {
    return refused(
      l10n.t(
        "{0} does not know what was asked for; check its address and the model's name ({1}).",
        host,
        why,
      ),
    );
  }
  if (status === 429) {
    return failed(
      seconds > 0
        ? l10n.t("{0} has too many requests; try again in {1} seconds ({2}).", host, seconds, why)
        : l10n.t("{0} has too many requests; try again a little later ({1}).", host, why),
    );
  }
  if (status >= 500) return broken(host, why);
  return refused(l10n.t("{0} refused the request: {1}.", host, why));
}

/** The server's own account of what went wrong with it. */
export function broken(host: string, why: string): RequestFailure {
  return failed(l10n.t("{0} failed: {1}.", host, why));
}

/** It sends on to another address; what is written for one server is not sent to another. */
export function redirected(host: string, location: string | null): RequestFailure {
  return refused(
    l10n.t(
      '{0} redirects to {1}; choose that address with "Tiller: Use a Server..." if you trust it.',
      host,
      quoted(location ?? "?"),
    ),
  );
}

/** Something answers, but no such server. */
export function notAnApi(host: string): RequestFailure {
  return refused(
    l10n.t(
      "{0} does not answer like an OpenAI-compatible server; check the address, which usually ends in /v1.",
      host,
    ),
  );
}

export function unreadable(host: string): RequestFailure {
  return failed(
    l10n.t(
      "{0} sent something unreadable in the middle of the text; what had arrived was kept.",
      host,
    ),
  );
}

/** @param hasText something had arrived */
export function cutOff(host: string, hasText: boolean): RequestFailure {
  return failed(
    hasText
      ? l10n.t(
          "The connection to {0} broke in the middle of the text; what had arrived was kept.",
          host,
        )
      : l10n.t("The connection to {0} broke before there was a text; try again.", host),
  );
}

export function silent(host: string, seconds: number): RequestFailure {
  return failed(l10n.t("{0} has sent nothing for {1} seconds; try again.", host, seconds));
}

/** There was no answer at all: what `fetch` throws, its reason in `cause`. */
export function unreachable(host: string, error: unknown): RequestFailure {
  const { code, message } = causeOf(error);
  switch (code) {
    case "ECONNREFUSED":
      return failed(l10n.t("Nothing answers at {0}; is the server running?", host));
    // The connection's own patience.
    case "UND_ERR_HEADERS_TIMEOUT":
      return failed(l10n.t("{0} took too long to answer; try again.", host));
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return failed(l10n.t("There is no server named {0}, or the network is down.", host));
    default:
      return code && /CERT|SIGNED|TLS|SSL/.test(code)
        ? failed(
            l10n.t(
              "{0} cannot prove its identity ({1}); name its certificate authority's file in NODE_EXTRA_CA_CERTS.",
              host,
              code,
            ),
          )
        : failed(l10n.t("{0} cannot be reached: {1}.", host, code ?? message));
  }
}

function causeOf(error: unknown): { code: string | undefined; message: string } {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return { code: typeof code === "string" ? code : undefined, message: String(message ?? cause) };
}
