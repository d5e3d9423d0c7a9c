/** A text that is too long for a model, without its beginning. */
import type { LlamaModel } from "node-llama-cpp";
import { fromBoundary } from "./shortened-text.js";

/** The beginning is dropped in steps of this share of the room. */
const STEP = 0.25;

/**
 * A long end of a text that fits, from a paragraph's or else a sentence's beginning where one is near.
 * It begins at the same place while the text grows by less than a quarter of the room: what was read of
 * it for the last key can be used for the next.
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
  const roomForText = room - length("");
  const step = Math.max(1, Math.floor(roomForText * STEP));
  const last = tokens.length - 1;
  let dropped = Math.ceil((tokens.length - roomForText) / step) * step;
  for (;;) {
    dropped = Math.min(dropped, last);
    const tail = model.detokenize(tokens.slice(dropped)).replace(/^\uFFFD+/, "");
    const part = fromBoundary(tail);
    if (length(part) <= room || dropped === last) return part;
    // At the seams other tokens may form than in the text alone.
    dropped += step;
  }
}
