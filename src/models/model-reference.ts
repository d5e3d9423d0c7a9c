/**
 * What a model string names: a GGUF file on this machine, or a model on an OpenAI-compatible
 * server, `https://host[:port]/v1#model-name`. An address contains only this one `#`, followed by
 * the model's name exactly as the server lists it.
 */
import * as l10n from "@vscode/l10n";
import { quoted } from "../text/quoted.js";

/** A model on a server. */
export interface ServerModel {
  readonly kind: "server";
  /** Base URL without a trailing slash: requests go to `${baseUrl}/chat/completions`. */
  readonly baseUrl: string;
  /** The server's name for the model. */
  readonly model: string;
}

export type ModelReference = { readonly kind: "file"; readonly path: string } | ServerModel;

/** An address that cannot be used; the message is one sentence. */
export class ModelReferenceError extends Error {
  override readonly name = "ModelReferenceError";
}

/** Whether a model string names a model on a server, well-formed or not. */
export function isServerReference(model: string): boolean {
  return /^https?:\/\//i.test(model);
}

/** @throws ModelReferenceError for a server address that cannot be used */
export function parseModelReference(model: string): ModelReference {
  if (!isServerReference(model)) return { kind: "file", path: model };
  const hash = model.indexOf("#");
  const [address, name] = hash < 0 ? [model, ""] : [model.slice(0, hash), model.slice(hash + 1)];
  const baseUrl = parseBaseUrl(address);
  if (!name.trim()) {
    throw new ModelReferenceError(
      l10n.t(
        "{0} names no model; add the server's name for it after a #, as in {1}#model-name.",
        quoted(model),
        quoted(baseUrl),
      ),
    );
  }
  return { kind: "server", baseUrl, model: name.trim() };
}

/** The string that `parseModelReference` reads. */
export function formatModelReference(reference: ModelReference): string {
  return reference.kind === "file" ? reference.path : `${reference.baseUrl}#${reference.model}`;
}

/**
 * A server's address in canonical form: with `/v1` if it has no path, because that is where all
 * such servers have it.
 *
 * @throws ModelReferenceError
 */
export function parseBaseUrl(address: string): string {
  const text = address.trim();
  if (!isServerReference(text) || !URL.canParse(text)) {
    throw new ModelReferenceError(
      l10n.t(
        "{0} is not a server's address; write it like https://host:8000/v1.",
        quoted(text) || '""',
      ),
    );
  }
  const url = new URL(text);
  if (url.username || url.password) {
    throw new ModelReferenceError(
      l10n.t(
        "The address of {0} contains a user name or password; leave it out and enter the key separately.",
        quoted(url.host),
      ),
    );
  }
  if (url.search || url.hash) {
    throw new ModelReferenceError(
      l10n.t(
        "The address of {0} contains more than a path; write it like {1}/v1.",
        quoted(url.host),
        quoted(url.origin),
      ),
    );
  }
  const path = url.pathname.replace(/\/+$/, "");
  return url.origin + (path || "/v1");
}

/** The server's name and port as shown to people: `localhost:8000`. */
export function hostOf({ baseUrl }: ServerModel): string {
  return new URL(baseUrl).host;
}

/** Scheme, host and port: what a key belongs to. */
export function originOf({ baseUrl }: Pick<ServerModel, "baseUrl">): string {
  return new URL(baseUrl).origin;
}

/** Whether nothing sent can be read on the way: over TLS, or on this machine. */
export function isPrivate({ baseUrl }: Pick<ServerModel, "baseUrl">): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  return protocol === "https:" || isLoopback(hostname);
}

/** 127.0.0.0/8, ::1 (RFC 6890) and the names that resolve to them only (RFC 6761, section 6.3). */
function isLoopback(hostname: string): boolean {
  return /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost)$/.test(hostname);
}
