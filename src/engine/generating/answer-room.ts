/** How much room a text has, whoever runs the model. */
import type { GenerateRequest } from "../api/protocol.js";
import type { Sampling } from "../api/sampling.js";

/** At most this share of the context is kept free for the answer; the prompt has the rest. */
export const ANSWER_SHARE = 0.5;

/**
 * A rewrite has room for twice its source: cut off, it would lose the end of the person's text.
 * @param tokensIn how many tokens a text has, as well as that can be told
 */
export function samplingFor(
  { prompt, sampling }: GenerateRequest,
  tokensIn: (text: string) => number,
): Sampling {
  if (prompt.mode !== "rewrite") return sampling;
  const needed = Math.ceil(2 * tokensIn(prompt.text));
  return { ...sampling, maxTokens: Math.max(sampling.maxTokens, needed) };
}
