/** What a prompt asks for, before it takes the form that a model or a server reads. */
import * as l10n from "@vscode/l10n";
import { withInstructions } from "../../steering/contrast.js";
import { RequestFailure } from "../api/failure.js";
import type { ChatMessage, Prompt } from "../api/protocol.js";

/**
 * The request that a text to continue is the answer to. It speaks of the whole text, as the answer
 * begins with the text's beginning: asked to "continue the text", a small model writes about texts.
 */
export const CONTINUE_REQUEST = "Write an interesting, well-written text for a general reader.";

/** @throws RequestFailure for a prompt that says nothing, or whose last message is not the person's */
export function refuseEmpty(prompt: Prompt): void {
  const missing = missingIn(prompt);
  if (missing !== undefined) throw new RequestFailure("bad-input", missing);
}

function missingIn(prompt: Prompt): string | undefined {
  switch (prompt.mode) {
    case "write":
      return prompt.instruction.trim()
        ? undefined
        : l10n.t("There is no instruction to write from; the prompt is empty.");
    case "rewrite":
      return prompt.text.trim()
        ? undefined
        : l10n.t("There is no text to rewrite; the prompt is empty.");
    case "chat": {
      const last = prompt.messages.at(-1);
      return last?.role === "user" && last.text.trim()
        ? undefined
        : l10n.t("There is no message to answer; the prompt is empty.");
    }
    case "continue":
    case "raw":
      return prompt.text.trim()
        ? undefined
        : l10n.t("There is no text to continue; the prompt is empty.");
  }
}

/** A conversation whose last message, the one to be answered, also tells the constraints. */
export function withInstructionsAtEnd(
  messages: readonly ChatMessage[],
  instructions: readonly string[],
): ChatMessage[] {
  return messages.map((message, index) =>
    index === messages.length - 1
      ? { ...message, text: withInstructions(message.text, instructions) }
      : message,
  );
}

/**
 * A text to continue without the space at its end. That space belongs to the next word's token: left
 * in, it makes the model continue as if after two spaces.
 */
export function withoutEndSpace(text: string): { kept: string; hasSpace: boolean } {
  const kept = text.replace(/[ \t]+$/, "");
  return { kept, hasSpace: kept.length < text.length || kept.endsWith("\n") };
}
