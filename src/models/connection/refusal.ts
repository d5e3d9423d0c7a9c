/** Error responses: what their status means for people. */
import * as l10n from "@vscode/l10n";
import type { Answer } from "./connection.js";
import { DownloadError } from "./download-error.js";
import { Trouble } from "./trouble.js";

/** What was asked for. */
export interface Wanted {
  /** As people would name it. */
  name: string;
  /** The model's page on the hub; absent when another server was asked. */
  page?: string;
  /** Whether a token was sent along. */
  token: boolean;
}

/**
 * @param now milliseconds since 1970, for servers that say at what time to come back
 * @returns Trouble for a temporary refusal
 */
export function refusalOf(answer: Answer, wanted: Wanted, now = Date.now()): Error {
  const { status, url } = answer;
  if (status === 429) return new Trouble("busy", url.host, retryAfter(answer, now));
  if (status >= 500 || status === 408) {
    return new Trouble("server-error", url.host, retryAfter(answer, now));
  }
  if (status === 401 || status === 403) return accessDenied(answer, wanted);
  if (status === 404 || status === 410) {
    return new DownloadError(
      "bad-input",
      l10n.t("There is no {0} on {1}; check the spelling.", wanted.name, url.host),
    );
  }
  return new DownloadError(
    "download-failed",
    l10n.t("{0} refused to send {1} (status {2}).", url.host, wanted.name, status),
  );
}

/**
 * The hub does not tell strangers whether a repository exists (401), and a header of its own says
 * when only the licence has not been accepted; huggingface_hub's `hf_raise_for_status`
 * distinguishes them in the same way.
 */
function accessDenied(answer: Answer, { name, page, token }: Wanted): DownloadError {
  const denied = (message: string) => new DownloadError("access-denied", message);
  const { host } = answer.url;
  if (page === undefined) {
    return denied(
      l10n.t("{0} does not send {1} to everybody (status {2}).", host, name, answer.status),
    );
  }
  if (answer.header("x-error-code") === "GatedRepo") {
    return denied(
      token
        ? l10n.t(
            "The licence of {0} has not been accepted yet: accept it at {1} with the account that the access token belongs to, and let the token read gated repositories.",
            name,
            page,
          )
        : l10n.t(
            'You must accept the licence of {0}: accept it at {1}, and set an access token with "Tiller: Set Hugging Face Token..." or HF_TOKEN.',
            name,
            page,
          ),
    );
  }
  return denied(
    token
      ? l10n.t(
          "{0} refused to send {1} for this access token: check the name, and whether the token is valid and may read it.",
          host,
          name,
        )
      : l10n.t(
          'There is no {0} on {1}, or it is not public: check the name, or set an access token with "Tiller: Set Hugging Face Token..." or HF_TOKEN.',
          name,
          host,
        ),
  );
}

/**
 * Milliseconds from `Retry-After` (RFC 9110, seconds or a date), or from the time to the reset in
 * `RateLimit` ("t", as the hub sends it).
 */
function retryAfter(answer: Answer, now: number): number | undefined {
  const text = answer.header("retry-after")?.trim();
  if (text && /^\d+$/.test(text)) return Number(text) * 1000;
  const date = text === undefined ? Number.NaN : Date.parse(text);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const reset = /(?:^|;)\s*t=(\d+)/.exec(answer.header("ratelimit") ?? "")?.[1];
  return reset === undefined ? undefined : Number(reset) * 1000;
}
