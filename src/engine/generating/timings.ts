/** How fast texts were written. */
import type { GenerateResult } from "../api/protocol.js";

/**
 * @param started when the request came, in milliseconds of `performance.now()`, as `firstToken`
 * @param firstToken when the first token of all texts came; undefined when there was none
 */
export function timings(
  started: number,
  firstToken: number | undefined,
  texts: readonly { tokens: number }[],
): Pick<GenerateResult, "firstTokenMs" | "tokensPerSecond"> {
  if (firstToken === undefined) return {};
  const tokens = texts.reduce((sum, text) => sum + text.tokens, 0);
  const seconds = (performance.now() - firstToken) / 1000;
  return {
    firstTokenMs: firstToken - started,
    ...(tokens > texts.length && seconds > 0
      ? { tokensPerSecond: (tokens - texts.length) / seconds }
      : {}),
  };
}
