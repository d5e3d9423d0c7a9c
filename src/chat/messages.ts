/** VS Code's chat messages in a form for a model that reads only text. */
import * as vscode from "vscode";
import type { ChatMessage } from "../engine/api/protocol.js";

/**
 * The non-empty messages, in order. Whatever is not the assistant's is the user's: this model knows
 * no other role.
 *
 * @throws one sentence for images, and for tool calls and their results
 */
export function chatMessages(
  messages: readonly vscode.LanguageModelChatRequestMessage[],
): ChatMessage[] {
  return messages
    .map(
      (message): ChatMessage => ({
        role: message.role === vscode.LanguageModelChatMessageRole.Assistant ? "assistant" : "user",
        text: textOf(message),
      }),
    )
    .filter(({ text }) => text.trim() !== "");
}

/** For what a model cannot read; says what to do instead. */
export function textOnly(): Error {
  return new Error(
    vscode.l10n.t(
      "This model reads only text, not images, files or tools; leave them out or choose another model for this chat.",
    ),
  );
}

/** Bytes of UTF-8 per token: few enough for small vocabularies, where words fall into pieces. */
const BYTES_PER_TOKEN = 3;

/** Roughly how many tokens a text has, without asking the model; too many rather than too few. */
export function estimateTokens(text: string | vscode.LanguageModelChatRequestMessage): number {
  const written = typeof text === "string" ? text : textOf(text);
  return Math.ceil(Buffer.byteLength(written) / BYTES_PER_TOKEN);
}

function textOf({ content }: vscode.LanguageModelChatRequestMessage): string {
  return content
    .filter((part) => !isMark(part))
    .map(textOfPart)
    .join("");
}

function textOfPart(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) return part.value;
  throw textOnly();
}

/** What chat clients leave in messages for other models, such as "cache_control": not content. */
function isMark(part: unknown): boolean {
  return part instanceof vscode.LanguageModelDataPart && !part.mimeType.includes("/");
}
