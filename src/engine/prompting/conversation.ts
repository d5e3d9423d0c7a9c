/** A conversation as the tokens that a model reads: through its chat template, or plainly without one. */
import * as l10n from "@vscode/l10n";
import type { LlamaModel, Token } from "node-llama-cpp";
import type { ChatMessage } from "../api/protocol.js";
import { type ChatTemplate, ChatTemplateError } from "./chat-template.js";
import { plainTokens } from "./text-tokens.js";
import type { ThinkingMarks } from "./thinking.js";

/** A model, and how it is asked. */
export interface Asked {
  model: LlamaModel;
  /** Undefined for a base model, which has no chat template. */
  chat: ChatTemplate | undefined;
}

export interface Conversation {
  tokens: Token[];
  /** How the model marks thinking that it does all the same. */
  thinking: ThinkingMarks | undefined;
  /** One sentence when the model's chat template could not be used. */
  problem: string | undefined;
}

/** A conversation up to its next answer; base models read `Q: ...\nA:`. */
export function conversation(asked: Asked, messages: readonly ChatMessage[]): Conversation {
  const lines = messages.map(({ role, text }) => (role === "user" ? `Q: ${text}` : `A: ${text}`));
  return throughTemplate(asked, messages, "", [...lines, "A:"].join("\n"));
}

/** The beginning of an answer to a request, to go on with; base models read the text alone. */
export function begunAnswer(asked: Asked, request: string, answer: string): Conversation {
  return throughTemplate(asked, [{ role: "user", text: request }], answer, answer);
}

function throughTemplate(
  { model, chat }: Asked,
  messages: readonly ChatMessage[],
  answer: string,
  plain: string,
): Conversation {
  let problem: string | undefined;
  try {
    if (chat) {
      const { thinking } = chat;
      return { tokens: chat.tokens(messages, answer), thinking, problem };
    }
  } catch (error) {
    if (!(error instanceof ChatTemplateError)) throw error;
    problem = l10n.t(
      "The model's chat template cannot be used, so the model was prompted without one; another file of the model may have a better template.",
    );
  }
  return { tokens: plainTokens(model, plain), thinking: undefined, problem };
}
