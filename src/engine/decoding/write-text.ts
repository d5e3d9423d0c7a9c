/** Writes one text, token by token, as its guarantees allow. Knows nothing of how tokens are computed. */
import type { Token } from "node-llama-cpp";
import type { GuardedText, Step } from "./guarded-text.js";

/** Where tokens come from. */
export interface TokenSource {
  /** The token that follows those taken so far, as the sampling has it. */
  next(taken: readonly Token[]): Promise<Token>;
  /** The likeliest tokens after those taken so far, the likeliest first; without a `count`, all. */
  ranking(taken: readonly Token[], count?: number): Promise<readonly Token[]>;
}

/**
 * `end`: the model has finished, or a guarantee; `repetition`: the text had begun to loop; `length`:
 * there is no room for more; `sentence`: nor was there, but the text is whole; `stopped`: aborted.
 */
export type Stop = "end" | "repetition" | "length" | "sentence" | "stopped";

/** Nearly always one of these may stand; where none may, all tokens are looked at. */
const LIKELY = 256;

/**
 * Writes until the end, or until the text has `limit` tokens.
 * @param onText gets the text in pieces, each when it can no longer be taken back
 */
export async function writeText(
  source: TokenSource,
  text: GuardedText,
  limit: number,
  signal: AbortSignal,
  onText: (piece: string) => void,
): Promise<Stop> {
  const show = () => {
    const piece = text.release();
    if (piece) onText(piece);
  };
  const stop = await write(source, text, limit, signal, show);
  show();
  return stop;
}

async function write(
  source: TokenSource,
  text: GuardedText,
  limit: number,
  signal: AbortSignal,
  show: () => void,
): Promise<Stop> {
  let step: Step | undefined = "go on";
  for (;;) {
    if (step === "go on") {
      const token = await source.next(text.tokens);
      if (!signal.aborted) step = text.take(token);
    } else step = await choose(source, text);
    if (signal.aborted) {
      text.abandon();
      return "stopped";
    }
    if (step === undefined) {
      // Guarantees that contradict each other leave no token.
      text.abandon();
      return "end";
    }
    if (step === "ended") return text.stop;
    if (step === "go on" && text.tokens.length >= limit) {
      step = text.end();
      if (step === "ended") return text.isCut ? text.stop : "length";
    }
    show();
  }
}

async function choose(source: TokenSource, text: GuardedText): Promise<Step | undefined> {
  const step = text.choose(await source.ranking(text.tokens, LIKELY));
  return step ?? text.choose(await source.ranking(text.tokens));
}
