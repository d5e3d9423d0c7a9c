/** A file on a server other than the hub: what the server says about it before the download. */
import * as l10n from "@vscode/l10n";
import { type Answer, type Connection, discard } from "../connection/connection.js";
import { DownloadError } from "../connection/download-error.js";
import { refusalOf } from "../connection/refusal.js";
import type { RemoteFile } from "./remote-file.js";
import type { AddressSource } from "./source.js";
import { allParts } from "./split-files.js";

/**
 * The files of the model at an address, in order.
 *
 * @throws DownloadError when one is missing or its size is not given, Trouble for temporary
 *   failures
 */
export async function findOnServer(
  { url, file }: AddressSource,
  connection: Connection,
  signal: AbortSignal,
): Promise<RemoteFile[]> {
  const files: RemoteFile[] = [];
  for (const name of allParts(file)) {
    const address = new URL(encodeURIComponent(name), url);
    address.search = url.search;
    files.push(await ask(address, name, connection, signal));
  }
  return files;
}

/**
 * Requests one byte instead of using HEAD: temporarily signed addresses allow only GET, and a
 * server that supports ranges reports the whole size anyway.
 */
async function ask(
  url: URL,
  name: string,
  connection: Connection,
  signal: AbortSignal,
): Promise<RemoteFile> {
  const answer = await connection.get(url, { range: "bytes=0-0" }, signal);
  discard(answer.body);
  if (answer.status !== 200 && answer.status !== 206) {
    throw refusalOf(answer, { name, token: false });
  }
  const bytes = sizeOf(answer);
  if (bytes === undefined) {
    throw new DownloadError(
      "download-failed",
      l10n.t(
        "{0} does not say how large {1} is, so Tiller could not tell whether all of it arrived; download it with a browser.",
        answer.url.host,
        name,
      ),
    );
  }
  const validator = validatorOf(answer);
  const version = answer.linkedHash ?? validator;
  return {
    url,
    path: [name],
    bytes,
    ...(answer.linkedHash && { sha256: answer.linkedHash }),
    ...(version && { version }),
    ...(validator && { ifRange: validator }),
  };
}

function sizeOf(answer: Answer): number | undefined {
  const text =
    answer.status === 206
      ? /\/(\d+)$/.exec(answer.header("content-range") ?? "")?.[1]
      : answer.header("content-length");
  return text === undefined ? undefined : Number(text);
}

/** What `If-Range` accepts: a strong entity tag, or else the date of the last change. */
function validatorOf(answer: Answer): string | undefined {
  const tag = answer.header("etag");
  return tag?.startsWith('"') ? tag : answer.header("last-modified");
}
