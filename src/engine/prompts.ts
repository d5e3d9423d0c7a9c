/** From what a writer asks for to the tokens the model reads. */
import { type ChatHistoryItem, type LlamaModel, LlamaText, type Token } from "node-llama-cpp";
import { withInstructions } from "../steering/contrast.js";
import { RequestFailure } from "./failure.js";
import type { LoadedModel } from "./loaded-model.js";
import type { ChatMessage, Prompt } from "./protocol.js";

export interface PreparedPrompt {
  tokens: Token[];
  /** The text's own end already has the space that the answer would begin with. */
  dropLeadingSpace: boolean;
  /** One sentence when only a part of the text was used. */
  note: string | undefined;
}

/** The request that a text to continue is the answer to; a model of ours was trained on it. */
const CONTINUE_REQUEST = "Continue the text.";
/** What stands before a text to rewrite; trained, too. */
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
  { model, chat }: LoadedModel,
  prompt: Prompt,
  instructions: readonly string[],
  room: number,
): PreparedPrompt {
  const request = (text: string) =>
    requestTokens(model, chat, withInstructions(text, instructions));
  switch (prompt.mode) {
    case "write":
      if (!prompt.instruction.trim()) throw emptyPrompt("instruction to write from");
      return whole(request(prompt.instruction), room, "instruction", "shorten it");
    case "rewrite":
      if (!prompt.text.trim()) throw emptyPrompt("text to rewrite");
      return whole(
        request(REWRITE_REQUEST + prompt.text.trim()),
        room,
        "text to rewrite",
        "rewrite a smaller part of it at a time",
      );
    case "chat":
      return whole(
        chatTokens(model, chat, withInstructionsAtEnd(prompt.messages, instructions)),
        room,
        "conversation",
        "begin a new one",
      );
    case "continue":
      return continuation(
        model,
        chat ? request(CONTINUE_REQUEST) : bosTokens(model),
        prompt.text,
        room,
      );
    case "raw":
      return continuation(model, bosTokens(model), prompt.text, room);
  }
}

/** The tokens of an answer that a model has written to a prompt. */
export function answerTokens(model: LlamaModel, prompt: PreparedPrompt, text: string): Token[] {
  if (text === "") return [];
  // The space that the prompt's end stands for is a part of the first word's token.
  return tokenizeText(model, prompt.dropLeadingSpace && /^\S/.test(text) ? ` ${text}` : text);
}

/** The prompt of a request alone, as contrast pairs and calibration use it. */
export function requestTokens(
  model: LlamaModel,
  chat: LoadedModel["chat"],
  request: string,
): Token[] {
  return chatTokens(model, chat, [{ role: "user", text: request }]);
}

function chatTokens(
  model: LlamaModel,
  chat: LoadedModel["chat"],
  messages: readonly ChatMessage[],
): Token[] {
  if (!chat) {
    const lines = messages.map(({ role, text }) => (role === "user" ? `Q: ${text}` : `A: ${text}`));
    return [...bosTokens(model), ...model.tokenize([...lines, "A:"].join("\n"))];
  }
  const { contextText } = chat.generateContextState({
    chatHistory: [
      ...messages.map(
        ({ role, text }): ChatHistoryItem =>
          role === "user" ? { type: "user", text } : { type: "model", response: [text] },
      ),
      { type: "model", response: [] },
    ],
  });
  return contextText.tokenize(model.tokenizer);
}

/**
 * A conversation whose last message, the one to be answered, also tells the constraints.
 * @throws RequestFailure where the last message is not the person's, or says nothing
 */
function withInstructionsAtEnd(
  messages: readonly ChatMessage[],
  instructions: readonly string[],
): ChatMessage[] {
  const last = messages.at(-1);
  if (last?.role !== "user" || !last.text.trim()) throw emptyPrompt("message to answer");
  const { role, text } = last;
  return [...messages.slice(0, -1), { role, text: withInstructions(text, instructions) }];
}

/** A prompt of which the model must read everything. */
function whole(tokens: Token[], room: number, what: string, whatToDo: string): PreparedPrompt {
  if (tokens.length > room) {
    throw new RequestFailure(
      "bad-input",
      `The ${what} is ${tokens.length} tokens long, but the model has room for ${room}; ${whatToDo}.`,
    );
  }
  return { tokens, dropLeadingSpace: false, note: undefined };
}

function bosTokens(model: LlamaModel): Token[] {
  const { bos, shouldPrependBosToken } = model.tokens;
  return shouldPrependBosToken && bos !== null ? [bos] : [];
}

function continuation(
  model: LlamaModel,
  before: readonly Token[],
  text: string,
  room: number,
): PreparedPrompt {
  if (!text.trim()) throw emptyPrompt("text to continue");
  // A space before the cursor belongs to the next word's token: left in, it makes the model
  // continue as if after two spaces.
  const kept = text.replace(/[ \t]+$/, "");
  const tokens = tokenizeText(model, kept);
  const shortened =
    before.length + tokens.length > room ? shorten(model, tokens, room - before.length) : undefined;
  return {
    tokens: [...before, ...(shortened?.tokens ?? tokens)],
    dropLeadingSpace: kept.length < text.length || kept.endsWith("\n"),
    note:
      shortened &&
      `The text is longer than the model reads at once; its last ${shortened.words} words were used.`,
  };
}

function tokenizeText(model: LlamaModel, text: string): Token[] {
  return LlamaText(text).tokenize(model.tokenizer, "trimLeadingSpace");
}

/** The end of a text that fits, from a paragraph's or else a sentence's beginning where one is near. */
function shorten(model: LlamaModel, tokens: readonly Token[], room: number) {
  const tail = model.detokenize(tokens.slice(-room)).replace(/^\uFFFD+/, "");
  const firstHalf = tail.slice(0, tail.length / 2);
  const boundary = [/\n\s*\n/, /[.!?。！？]["')\]]*\s+/, /\s+/]
    .map((pattern) => pattern.exec(firstHalf))
    .find((match) => match !== null);
  const text = boundary ? tail.slice(boundary.index + boundary[0].length) : tail;
  return {
    tokens: tokenizeText(model, text).slice(-room),
    words: text.split(/\s+/).filter(Boolean).length,
  };
}

function emptyPrompt(missing: string): RequestFailure {
  return new RequestFailure("bad-input", `There is no ${missing}; the prompt is empty.`);
}
