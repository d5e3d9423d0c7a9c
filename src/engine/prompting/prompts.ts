/** From what a writer asks for to the tokens the model reads. */
import * as l10n from "@vscode/l10n";
import type { LlamaModel, Token } from "node-llama-cpp";
import { withInstructions } from "../../steering/contrast.js";
import { RequestFailure } from "../api/failure.js";
import type { Prompt } from "../api/protocol.js";
import {
  CONTINUE_REQUEST,
  refuseEmpty,
  withInstructionsAtEnd,
  withoutEndSpace,
} from "./asked-text.js";
import { type Asked, begunAnswer, type Conversation, conversation } from "./conversation.js";
import { shorten } from "./shorten.js";
import { shortenedNote } from "./shortened-text.js";
import { plainTokens } from "./text-tokens.js";
import type { ThinkingMarks } from "./thinking.js";

export interface PreparedPrompt {
  tokens: Token[];
  /** The text's own end already has the space that the answer would begin with. */
  dropLeadingSpace: boolean;
  /** How the model marks thinking that it does all the same; it is no part of the text. */
  thinking: ThinkingMarks | undefined;
  /** One sentence each on what of the prompt was not as it was meant to be. */
  notes: string[];
}

/** What stands before a text to rewrite; a model of ours was trained on it. */
const REWRITE_REQUEST = "Rewrite this text: ";

/**
 * Renders a prompt through the model's own chat template; *continue* puts the text at the start of
 * the answer, so that the continuation is seamless. Base models read `Q: ...\nA:` for a request and
 * the text itself to continue.
 *
 * @param instructions phrasings that tell the model the constraints; none when it is not told
 * @param room most tokens the prompt may have; a longer text to continue loses its beginning
 * @throws RequestFailure for an empty prompt, or one longer than `room` that may not be shortened
 */
export function preparePrompt(
  asked: Asked,
  prompt: Prompt,
  instructions: readonly string[],
  room: number,
): PreparedPrompt {
  refuseEmpty(prompt);
  const request = (text: string) =>
    conversation(asked, [{ role: "user", text: withInstructions(text, instructions) }]);
  switch (prompt.mode) {
    case "write":
      return whole(request(prompt.instruction), room, (length) =>
        l10n.t(
          "The instruction is {0} tokens long, but the model has room for {1}; shorten it.",
          length,
          room,
        ),
      );
    case "rewrite":
      return whole(request(REWRITE_REQUEST + prompt.text.trim()), room, (length) =>
        l10n.t(
          "The text to rewrite is {0} tokens long, but the model has room for {1}; rewrite a smaller part of it at a time.",
          length,
          room,
        ),
      );
    case "chat":
      return whole(
        conversation(asked, withInstructionsAtEnd(prompt.messages, instructions)),
        room,
        (length) =>
          l10n.t(
            "The conversation is {0} tokens long, but the model has room for {1}; start a new one.",
            length,
            room,
          ),
      );
    case "continue":
      return continuation(asked.model, prompt.text, room, (text) =>
        begunAnswer(asked, withInstructions(CONTINUE_REQUEST, instructions), text),
      );
    case "raw":
      return continuation(asked.model, prompt.text, room, (text) => ({
        tokens: plainTokens(asked.model, text),
        thinking: undefined,
        problem: undefined,
      }));
  }
}

/** The tokens of an answer that a model has written to a prompt. */
export function answerTokens(model: LlamaModel, prompt: PreparedPrompt, text: string): Token[] {
  if (text === "") return [];
  // The space that the prompt's end stands for is a part of the first word's token.
  const spaced = prompt.dropLeadingSpace && /^\S/.test(text) ? ` ${text}` : text;
  return model.tokenize(spaced, false, "trimLeadingSpace");
}

/** The prompt of a request alone, as contrast pairs and calibration use it. */
export function requestTokens(model: LlamaModel, chat: Asked["chat"], request: string): Token[] {
  return conversation({ model, chat }, [{ role: "user", text: request }]).tokens;
}

/** A prompt of which the model must read everything. */
function whole(
  { tokens, thinking, problem }: Conversation,
  room: number,
  tooLong: (length: number) => string,
): PreparedPrompt {
  if (tokens.length > room) throw new RequestFailure("bad-input", tooLong(tokens.length));
  return { tokens, dropLeadingSpace: false, thinking, notes: problem ? [problem] : [] };
}

/** @param asking what the model reads to go on with a text */
function continuation(
  model: LlamaModel,
  text: string,
  room: number,
  asking: (text: string) => Conversation,
): PreparedPrompt {
  const { kept, hasSpace } = withoutEndSpace(text);
  const notes: string[] = [];
  let read = asking(kept);
  if (read.problem) notes.push(read.problem);
  if (read.tokens.length > room) {
    const shortened = shorten(model, kept, room, (part) => asking(part).tokens.length);
    read = asking(shortened);
    notes.push(shortenedNote(shortened));
  }
  return {
    tokens: read.tokens,
    dropLeadingSpace: hasSpace,
    thinking: read.thinking,
    notes,
  };
}
