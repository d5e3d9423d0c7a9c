/** A text that is too long for a model, without its beginning. */
import type { LlamaModel } from "node-llama-cpp";
import { fromBoundary } from "../shortened-text.js";

/**
 * The longest end of a text that fits, from a paragraph's or else a sentence's beginning where one is
 * near.
 * @param room most tokens that may be read
 * @param length how many tokens are read with a part of the text
 */
export function shorten(
  model: Pick<LlamaModel, "tokenize" | "detokenize">,
  text: string,
  room: number,
  length: (part: string) => number,
): string {
  const tokens = model.tokenize(text);
  let count = Math.min(tokens.length, room - length(""));
  for (;;) {
    const tail = model.detokenize(tokens.slice(-Math.max(1, count))).replace(/^\uFFFD+/, "");
    const part = fromBoundary(tail);
    const excess = length(part) - room;
    if (excess <= 0 || count <= 1) return part;
    // At the seams other tokens may form than in the text alone.
    count -= excess;
  }
}
