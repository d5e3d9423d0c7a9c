/** Transfers one file, appending what is missing to what has arrived. */
import type { FileHandle } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { type Answer, type Connection, discard, troubleOf } from "../connection/connection.js";
import { DownloadError } from "../connection/download-error.js";
import { refusalOf } from "../connection/refusal.js";
import { Trouble } from "../connection/trouble.js";
import type { RemoteFile } from "../sources/remote-file.js";
import type { Part } from "./part.js";

/**
 * One attempt at the rest of a file.
 *
 * @param token whether a token is sent
 * @param onBytes called with the bytes present and those that have just arrived
 * @throws Trouble for temporary failures, DownloadError for lasting ones; what has arrived is kept
 */
export async function transfer(
  part: Part,
  connection: Connection,
  token: boolean,
  onBytes: (here: number, news: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { remote } = part;
  const here = await part.arrivedBytes();
  onBytes(here, 0);
  if (here === remote.bytes) return;
  const answer = await connection.get(remote.url, rangeFrom(here, remote), signal);
  try {
    if (answer.status === 416) {
      // The server's file is shorter than what has arrived, so it is a different file.
      await part.discard();
      throw new Trouble("lost", answer.url.host);
    }
    const from = checked(answer, here, part, token);
    const file = await part.open(from);
    try {
      await write(answer, file, from, part, onBytes, signal);
    } finally {
      await file.close();
    }
  } finally {
    discard(answer.body);
  }
}

function rangeFrom(here: number, { ifRange }: RemoteFile): Record<string, string> {
  if (here === 0) return {};
  return { range: `bytes=${here}-`, ...(ifRange && { "if-range": ifRange }) };
}

/**
 * Where the response's body begins in the file.
 * @throws Trouble or DownloadError when it is not the file
 */
function checked(answer: Answer, here: number, part: Part, token: boolean): number {
  const { remote, name } = part;
  const { status, url } = answer;
  if (status !== 200 && status !== 206) {
    throw refusalOf(answer, { name, token, ...(remote.page && { page: remote.page }) });
  }
  if (answer.header("content-type")?.startsWith("text/html")) throw notAFile(part, url);
  const [, first, total] =
    /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.header("content-range") ?? "") ?? [];
  const from = status === 206 ? Number(first) : 0;
  const size = status === 206 ? total : answer.header("content-length");
  if (size !== undefined && Number(size) !== remote.bytes) throw wrongSize(part, Number(size));
  if (from !== 0 && from !== here) throw new Trouble("server-error", url.host);
  return from;
}

async function write(
  answer: Answer,
  file: FileHandle,
  from: number,
  part: Part,
  onBytes: (here: number, news: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { bytes } = part.remote;
  let here = from;
  onBytes(here, 0);
  for await (const chunk of chunksOf(answer, signal)) {
    if (here === 0 && !begins(chunk, part.remote)) throw notAFile(part, answer.url);
    if (here + chunk.length > bytes) throw wrongSize(part, here + chunk.length);
    await writeAll(file, chunk, here);
    here += chunk.length;
    onBytes(here, chunk.length);
  }
  if (here < bytes) throw new Trouble("lost", answer.url.host);
}

async function writeAll(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const rest = chunk.length - written;
    written += (await file.write(chunk, written, rest, position + written)).bytesWritten;
  }
}

async function* chunksOf({ body, url }: Answer, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    signal.throwIfAborted();
    throw troubleOf(error, url);
  }
}

/** The first bytes may arrive one by one. */
function begins(chunk: Buffer, { signature = "GGUF" }: RemoteFile): boolean {
  return signature.startsWith(chunk.toString("latin1", 0, signature.length));
}

function notAFile({ name }: Part, { host }: URL): DownloadError {
  return new DownloadError(
    "download-failed",
    l10n.t(
      "{0} sends something else instead of {1}, such as a sign-in page; open the address in a browser to see what it wants.",
      host,
      name,
    ),
  );
}

function wrongSize({ name, remote }: Part, size: number): DownloadError {
  return new DownloadError(
    "download-failed",
    l10n.t(
      "{0} is not the size that the server said ({1} bytes instead of {2}); it may have just been changed, so download it again.",
      name,
      size,
      remote.bytes,
    ),
  );
}
