/** The texts of an evaluation on disk, one per line, from which a stopped evaluation resumes. */
import { appendFileSync } from "node:fs";
import { mkdir, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";
import { type WrittenCase, writtenCaseSchema } from "../engine/api/protocol.js";

const entrySchema = z.object({ key: z.string(), written: writtenCaseSchema });

export class TextLog {
  private constructor(
    private readonly file: string,
    private readonly texts: Map<string, WrittenCase>,
  ) {}

  /**
   * Opens a log or starts one. A truncated last line is dropped, as is a log from another version.
   */
  static async open(file: string): Promise<TextLog> {
    await mkdir(dirname(file), { recursive: true });
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    const whole = content.lastIndexOf("\n") + 1;
    if (whole < content.length) await truncate(file, whole);
    const texts = new Map<string, WrittenCase>();
    for (const line of content.toString("utf8", 0, whole).split("\n")) {
      const entry = entrySchema.safeParse(jsonIn(line));
      if (entry.success) texts.set(entry.data.key, entry.data.written);
    }
    return new TextLog(file, texts);
  }

  get size(): number {
    return this.texts.size;
  }

  find(key: string): WrittenCase | undefined {
    return this.texts.get(key);
  }

  /** The text is on disk when this returns, so a process killed afterwards loses nothing. */
  add(key: string, written: WrittenCase): void {
    appendFileSync(this.file, `${JSON.stringify({ key, written })}\n`);
    this.texts.set(key, written);
  }
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
