/** `tiller rewrite`: writes a text anew, steered. */
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { generate, generationOptions } from "./generation.js";
import { parseOptions, UsageError } from "./usage.js";

const options = {
  ...generationOptions,
  text: { type: "string" },
  file: { type: "string" },
} as const;

const LEAST_MAX_TOKENS = 256;

/** @returns the exit code */
export async function rewrite(args: readonly string[]): Promise<number> {
  const values = parseOptions(args, options);
  const text = await textToRewrite(values);
  // A token is a character at least, or nearly: so there is room for all of the text again.
  const room = Math.max(LEAST_MAX_TOKENS, text.length);
  return generate(values, { mode: "rewrite", text }, room);
}

/** The text of `--text` or of `--file`, else what comes in on standard input. */
async function textToRewrite({
  text,
  file,
}: {
  text?: string | undefined;
  file?: string | undefined;
}): Promise<string> {
  if (text !== undefined && file !== undefined) {
    throw new UsageError("--text and --file exclude each other; use only one.");
  }
  if (text !== undefined) return text;
  if (file !== undefined) return decoded(await contents(file), file);
  if (process.stdin.isTTY) {
    throw new UsageError(
      "There is nothing to rewrite; give --text TEXT, --file FILE or a text on standard input.",
    );
  }
  return decoded(await buffer(process.stdin), "Standard input");
}

async function contents(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === "ENOENT"
        ? `--file: there is no file ${file}.`
        : `--file: ${file} cannot be read (${code}).`,
    );
  }
}

/** With the line endings that models have seen. */
function decoded(bytes: Buffer, source: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    throw new UsageError(`${source} is not UTF-8 text; convert it first.`);
  }
}
