/** How likely the unsteered model finds a text: the quality measure that all settings share. */
import type { ControlledEvaluateInputItem, LlamaContextSequence, Token } from "node-llama-cpp";
import type { Prompt } from "../api/protocol.js";
import { clearCells } from "../decoding/prompt-cells.js";
import { firstSequences, shareOut, UNSTEERED } from "../decoding/sequences.js";
import type { SteeredContext } from "../hook/steered-context.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { answerTokens, preparePrompt } from "../prompting/prompts.js";

/** What is left of a prompt that is longer than the measuring context, as a share of it. */
const PROMPT_SHARE = 0.5;

export interface ScoredText {
  prompt: Prompt;
  text: string;
}

/**
 * Mean negative log-likelihood of each text in nats per token, given its prompt without any
 * instruction, under the unsteered model (Stolfo et al. 2025 use GPT-2's perplexity; this needs no
 * second model). NaN for an empty text. Of a text that does not fit the measuring context, the
 * beginning counts.
 */
export async function scoreTexts(
  loaded: LoadedModel,
  items: readonly ScoredText[],
  signal: AbortSignal,
): Promise<number[]> {
  const steered = await loaded.measuringContext();
  const sequences = firstSequences(steered, steered.context.totalSequences);
  const scores = items.map(() => Number.NaN);
  await shareOut(sequences, items, async (sequence, item, index) => {
    signal.throwIfAborted();
    scores[index] = await scoreText(loaded, steered, sequence, item);
  });
  return scores;
}

/**
 * One text's score, as `scoreTexts` gives it.
 *
 * @param sequence forgets what it holds
 * @param turn resolves when the sequence may be emptied, or evaluate: for one that keeps step with others
 */
export async function scoreText(
  loaded: LoadedModel,
  steered: SteeredContext,
  sequence: LlamaContextSequence,
  { prompt, text }: ScoredText,
  turn: () => Promise<void> = async () => {},
): Promise<number> {
  const room = sequence.contextSize - 1;
  const prepared = preparePrompt(loaded, prompt, [], Math.floor(room * PROMPT_SHARE));
  const answer = answerTokens(loaded.model, prepared, text).slice(0, room - prepared.tokens.length);
  if (answer.length === 0) return Number.NaN;
  await turn();
  await clearCells(sequence);
  await turn();
  if (steered.unavailable === undefined) await steered.assign(sequence, UNSTEERED);
  const tokens = [...prepared.tokens, ...answer].slice(0, -1);
  const first = prepared.tokens.length - 1;
  const outputs = await sequence.controlledEvaluate(
    tokens.map((token, i) => (i < first ? token : withLogit(token, answer[i - first] as Token))),
  );
  let sum = 0;
  for (const [i, token] of answer.entries()) {
    const next = outputs[first + i]?.next;
    const logits = next?.logits;
    // The weight is the sum of exp(logit - largest logit) over the vocabulary.
    const largest = Math.max(...(logits?.values() ?? []));
    sum +=
      largest + Math.log(next?.totalLogitWeight ?? Number.NaN) - (logits?.get(token) ?? Number.NaN);
  }
  return sum / answer.length;
}

/** Asks for what the probability of one next token needs, and not for the whole vocabulary. */
function withLogit(token: Token, next: Token): ControlledEvaluateInputItem {
  return [
    token,
    {
      generateNext: {
        // The token selected greedily is the likeliest one.
        logits: { filter: { tokens: [next], includeSelected: true } },
        totalLogitWeight: true,
      },
    },
  ];
}
