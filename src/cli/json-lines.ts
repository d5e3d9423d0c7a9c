/** Files of one JSON value a line, read and written a line at a time. */
import { once } from "node:events";
import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { finished } from "node:stream/promises";
import type * as z from "zod";

/** A line of a file and where it stands: `offset` and `length` are bytes, `number` starts at 1. */
export interface Line {
  text: string;
  number: number;
  offset: number;
  length: number;
}

/**
 * The lines of a file in UTF-8, without their line feeds. Blank lines are left out but counted.
 * node:readline does not tell offsets.
 */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  let pending: Buffer[] = [];
  let pendingLength = 0;
  let offset = 0;
  let number = 0;
  const take = (): Line => {
    const bytes = Buffer.concat(pending, pendingLength);
    number += 1;
    const line = { text: bytes.toString("utf8"), number, offset, length: pendingLength };
    offset += pendingLength + 1;
    pending = [];
    pendingLength = 0;
    return line;
  };
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      pending.push(chunk.subarray(start, end));
      pendingLength += end - start;
      start = end + 1;
      const line = take();
      if (line.text.trim()) yield line;
    }
    pending.push(chunk.subarray(start));
    pendingLength += chunk.length - start;
  }
  if (pendingLength > 0) {
    const line = take();
    if (line.text.trim()) yield line;
  }
}

/**
 * A line's value.
 *
 * @throws MalformedLine in one sentence.
 */
export function parseLine<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new MalformedLine("not JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".");
  throw new MalformedLine(path ? `${path}: ${issue?.message}` : `${issue?.message}`);
}

/** Why a line cannot be used, for a sentence that names its file and number. */
export class MalformedLine extends Error {
  override name = "MalformedLine";
}

/** Reads single lines of a file by their places. */
export class LineReader {
  private constructor(private readonly file: FileHandle) {}

  static async open(path: string): Promise<LineReader> {
    return new LineReader(await open(path));
  }

  async read({ offset, length }: Pick<Line, "offset" | "length">): Promise<string> {
    const buffer = Buffer.alloc(length);
    await this.file.read(buffer, 0, length, offset);
    return buffer.toString("utf8");
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Writes one JSON value a line, no faster than the disk takes them. */
export class JsonLinesWriter {
  private readonly stream: WriteStream;

  constructor(path: string) {
    this.stream = createWriteStream(path);
    // The stream keeps it for whoever writes next, or closes.
    this.stream.on("error", () => {});
  }

  async write(value: unknown): Promise<void> {
    if (this.stream.errored) throw this.stream.errored;
    if (!this.stream.write(`${JSON.stringify(value)}\n`)) await once(this.stream, "drain");
  }

  async close(): Promise<void> {
    await finished(this.stream.end());
  }
}
