/** Rendered prompts as tokens: what a template says may be control tokens, what a person says never. */
import type { LlamaModel, Token } from "node-llama-cpp";

/** What turning text into tokens needs of a model. */
export type Tokenizer = Pick<
  LlamaModel,
  "tokenize" | "detokenize" | "tokens" | "getTokenAttributes"
>;

/** A character that is none (Unicode, section 23.7): stands inside of what must not become a token. */
const BREAK = "\uFDD0";

/**
 * A person's text for a template: where it spells a control token of the model, the spelling is
 * broken, which `promptTokens` undoes.
 */
export function inert(model: Tokenizer, text: string): string {
  let inertText = text.replaceAll(BREAK, "");
  for (;;) {
    const spelled = model
      .tokenize(inertText, true)
      .filter((token) => isControl(model, token))
      .map((token) => model.detokenize([token], true).trim())
      .find((name) => name.length > 1 && inertText.includes(name));
    if (spelled === undefined) return inertText;
    inertText = inertText.replaceAll(spelled, `${spelled.slice(0, 1)}${BREAK}${spelled.slice(1)}`);
  }
}

/**
 * The tokens of a rendered prompt. All of it is read at once, as in training and in llama.cpp, so that
 * words at the seams of the template are the tokens they were there. A model that expects a begin
 * token has exactly one, whether its template writes it or not.
 */
export function promptTokens(model: Tokenizer, rendered: string): Token[] {
  const [first = "", ...others] = rendered.split(BREAK);
  const tokens = [
    ...model.tokenize(first, true),
    ...others.flatMap((part) => followingTokens(model, part)),
  ];
  const { bos } = model.tokens;
  if (bos === null) return tokens;
  const begins = tokens.findIndex((token) => token !== bos);
  const withoutBegin = tokens.slice(begins < 0 ? tokens.length : begins);
  return begins !== 0 || model.tokens.shouldPrependBosToken ? [bos, ...withoutBegin] : withoutBegin;
}

/**
 * The tokens of what a template or a model says right behind other text. SentencePiece vocabularies
 * would begin it with a space; node-llama-cpp's own "trimLeadingSpace" leaves that one where control
 * tokens may be spelled. Behind a line's end there is none.
 */
export function followingTokens(model: Pick<Tokenizer, "tokenize">, text: string): Token[] {
  const lineEnd = model.tokenize("\n");
  const tokens = model.tokenize(`\n${text}`, true);
  return lineEnd.every((token, i) => tokens[i] === token)
    ? tokens.slice(lineEnd.length)
    : model.tokenize(text, true, "trimLeadingSpace");
}

/** A person's text as tokens, with what stands before every text of the model. */
export function plainTokens(model: Tokenizer, text: string): Token[] {
  const { bos, shouldPrependBosToken } = model.tokens;
  const begin = shouldPrependBosToken && bos !== null ? [bos] : [];
  return [...begin, ...model.tokenize(text)];
}

function isControl(model: Tokenizer, token: Token): boolean {
  const { control, unknown } = model.getTokenAttributes(token);
  return control || unknown;
}
