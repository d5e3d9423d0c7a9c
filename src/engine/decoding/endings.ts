/** How the text for a prompt may be ended. */
import type { Prompt } from "../api/protocol.js";
import { Repetition, returnsIn } from "./repetition-ending.js";
import type { Ending } from "./text-rule.js";
import { WholeEnd } from "./whole-end.js";

/**
 * For one text. What is written *raw* is left alone; a rewrite is not made shorter than it is, for it
 * takes the place of all of a text.
 *
 * @param limit tokens that the text may have
 */
export function endingsFor(prompt: Prompt, limit: number): Ending[] {
  if (prompt.mode === "raw") return [];
  const repetition = new Repetition(returnsIn(prompt));
  return prompt.mode === "rewrite" ? [repetition] : [repetition, new WholeEnd(limit)];
}
