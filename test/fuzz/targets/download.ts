/** Answers of a server that a model is downloaded from, and the record beside what has arrived. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Answer, Connection } from "../../../src/models/connection/connection.js";
import { DownloadError } from "../../../src/models/connection/download-error.js";
import { asDownloadError, Trouble } from "../../../src/models/connection/trouble.js";
import { Part } from "../../../src/models/download/part.js";
import { transfer } from "../../../src/models/download/transfer.js";
import { findOnServer } from "../../../src/models/sources/other-server.js";
import { scratchFolder } from "../scratch.js";
import { type FuzzTarget, json, jsonIn, parsedLater } from "../target.js";

const FILE = "harbour.gguf";
const url = new URL(`https://files.example/${FILE}`);
const BYTES = 8;

/** What may pass is told like what does not, once waiting has not helped. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Trouble ? asDownloadError(error) : error;
  }
}

function connectionTo(answer: Record<string, unknown>): Connection {
  const headers = Object(answer.headers) as Record<string, unknown>;
  const header = (name: string) => {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    return typeof value === "string" ? value : undefined;
  };
  const get = async (): Promise<Answer> => ({
    status: Number.isInteger(answer.status) ? Number(answer.status) : 200,
    header,
    body: Readable.from([Buffer.from(String(answer.body), "latin1")]) as Answer["body"],
    url,
    linkedHash: undefined,
  });
  return { get } as unknown as Connection;
}

let folder: string | undefined;

export const target: FuzzTarget = {
  seeds: [
    json({ status: 200, headers: { "content-length": "8", etag: '"0a"' }, body: "GGUFGGUF" }),
    json({ status: 206, headers: { "content-range": "bytes 4-7/8" }, body: "GGUF" }),
    json({ status: 429, headers: { "retry-after": "120", ratelimit: '"api";r=0;t=31' } }),
    json({ status: 503, headers: { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" } }),
    json({ status: 401, headers: { "x-error-code": "GatedRepo" } }),
    json({ version: '"0a"', bytes: BYTES }),
  ],
  isJson: true,
  isAsync: true,

  async check(input) {
    const value = jsonIn(input);
    const answer = Object(value) as Record<string, unknown>;
    const connection = connectionTo(answer);
    const signal = new AbortController().signal;
    const files = await parsedLater(
      () => told(() => findOnServer({ kind: "address", url, file: FILE }, connection, signal)),
      DownloadError,
    );
    for (const { bytes } of files ?? []) assert.ok(bytes >= 0, "a file has a size");

    folder ??= scratchFolder();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const partial = join(folder, `${FILE}.part`);
    writeFileSync(partial, "GGUF");
    writeFileSync(`${partial}.json`, input);
    const part = new Part({ url, path: [FILE], bytes: BYTES, version: '"0a"' }, folder);
    await parsedLater(
      () => told(() => transfer(part, connection, false, () => {}, signal)),
      DownloadError,
    );
    assert.ok(!existsSync(join(folder, FILE)), "what is not checked has no name");
    if (existsSync(partial)) assert.ok(statSync(partial).size <= BYTES);
  },
};
