/** One sentence from the engine, and no work beyond it. */
import type { EngineClient } from "../../engine/api/client.js";
import type { GenerateRequest } from "../../engine/api/protocol.js";
import { finishedSentence, wholeWords } from "./sentence-end.js";

/**
 * The first sentence of what the request asks for, or the whole words of one that is longer than
 * the request allows; undefined when the signal aborted.
 *
 * @throws EngineError as `EngineClient.request` does.
 */
export async function oneSentence(
  engine: Pick<EngineClient, "request">,
  request: GenerateRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  const enough = new AbortController();
  let arrived = "";
  const { result } = await engine.request(request, {
    signal: AbortSignal.any([signal, enough.signal]),
    onText: (piece) => {
      arrived += piece;
      if (finishedSentence(arrived) !== undefined) enough.abort();
    },
  });
  if (signal.aborted) return undefined;
  const sentence = finishedSentence(arrived);
  if (sentence !== undefined) return sentence;
  const stop = result?.texts[0]?.stop;
  return stop === "length" || stop === "cut" ? wholeWords(arrived) : arrived.trimEnd();
}
