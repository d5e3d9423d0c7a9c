/**
 * A model's own chat template, rendered by llama.cpp's template engine: it reads every template that
 * llama.cpp ships, and the prompt is to the byte what llama.cpp's own programs would make of it.
 * node-llama-cpp's chat wrappers are not used, because they write their own prompts for families they
 * know and leave the start of an answer to the model's first tokens.
 */
import type { LlamaModel, Token } from "node-llama-cpp";
import type { ChatMessage } from "../api/protocol.js";
import { type Bindings, bindingsWith } from "../hook/llama-internals.js";
import { inert, promptTokens } from "./text-tokens.js";
import {
  endsInThinking,
  type ThinkingMarks,
  thinkingMarksOf,
  withoutThinking,
} from "./thinking.js";

/** A template that cannot be rendered; the message says why. */
export class ChatTemplateError extends Error {
  override readonly name = "ChatTemplateError";
}

/** Stands for an answer, to see what a template writes before it. */
const ANSWER = "TILLERANSWER";
/** A prompt must not change from day to day: the default of Llama 3's templates. */
const DATE = "26 Jul 2024";

/** A message's content as a template reads it: mostly a string, in some a list of parts only. */
type ContentForm = (text: string) => unknown;
const asString: ContentForm = (text) => text;
const asParts: ContentForm = (text) => [{ type: "text", text }];

export class ChatTemplate {
  /** How the model marks its thinking, if it thinks. */
  readonly thinking: ThinkingMarks | undefined;
  private renderer: InstanceType<Bindings["AddonJinjaRenderer"]> | undefined;

  /** @param source the template, as `tokenizer.chat_template` of a model file has it */
  constructor(
    private readonly model: LlamaModel,
    private readonly source: string,
  ) {
    this.thinking = thinkingMarksOf(source);
  }

  /**
   * A conversation up to the place where the model's answer goes on, with its thinking switched off.
   * @param answer the beginning of the answer, if it has begun
   * @throws ChatTemplateError for a template that cannot be rendered or leaves out the last message
   */
  tokens(messages: readonly ChatMessage[], answer = ""): Token[] {
    return promptTokens(this.model, this.text(messages, answer));
  }

  /** As `tokens`; what the person wrote is kept from spelling control tokens. */
  text(messages: readonly ChatMessage[], answer = ""): string {
    const spoken = alternating(messages).map(({ role, text }) => ({
      role,
      text: inert(this.model, text),
    }));
    const begun = answer === "" ? "" : inert(this.model, answer);
    try {
      return this.prompt(spoken, begun, asString);
    } catch (error) {
      if (!(error instanceof ChatTemplateError)) throw error;
      try {
        return this.prompt(spoken, begun, asParts);
      } catch {
        throw error;
      }
    }
  }

  private prompt(spoken: readonly ChatMessage[], answer: string, form: ContentForm): string {
    const messages = spoken.map(({ role, text }) => ({ role, content: form(text) }));
    const asked = this.render(messages);
    if (!asked.includes(spoken.at(-1)?.text.trim() ?? "")) {
      throw new ChatTemplateError("It leaves out what is asked.");
    }
    const start = this.answerStart(asked, messages, form);
    if (answer === "") return start.trimEnd() === asked.trimEnd() ? asked : start;
    return start + answer;
  }

  /** The prompt up to the first character of the answer's text. */
  private answerStart(asked: string, messages: readonly object[], form: ContentForm): string {
    const before = this.beforeAnswer(messages, form) ?? "";
    const { thinking } = this;
    const isOpen = thinking !== undefined && endsInThinking(asked, thinking);
    // Channels, recipients, empty thinking: what the template itself puts before an answer's text.
    if (before.startsWith(asked) && !(isOpen && endsInThinking(before, thinking))) return before;
    const from = thinking ? asked.lastIndexOf(thinking.open.trimEnd()) : -1;
    if (!thinking || from < 0) return asked;
    const head = asked.slice(0, from);
    const start = isOpen ? head + thinking.empty : asked;
    // Where the template writes an answer without thinking, something may still open its text.
    const opening = before.startsWith(head) ? before.slice(from) : "";
    return /\S/.test(opening) &&
      !opening.includes(thinking.open.trimEnd()) &&
      !opening.includes(thinking.close)
      ? start + opening
      : start;
  }

  private beforeAnswer(messages: readonly object[], form: ContentForm): string | undefined {
    try {
      const answered = this.render([...messages, { role: "assistant", content: form(ANSWER) }], {
        add_generation_prompt: false,
      });
      const at = answered.lastIndexOf(ANSWER);
      return at < 0 ? undefined : answered.slice(0, at);
    } catch {
      // Only the answer to be written is needed; a template need not take one that is there.
      return undefined;
    }
  }

  private render(messages: readonly object[], change: Record<string, unknown> = {}): string {
    const { bosString, eosString } = this.model.tokens;
    const { AddonJinjaRenderer } = bindingsWith(this.model, "AddonJinjaRenderer");
    try {
      this.renderer ??= new AddonJinjaRenderer(this.source);
      return this.renderer.render({
        messages,
        add_generation_prompt: true,
        bos_token: bosString ?? "",
        eos_token: eosString ?? "",
        date_string: DATE,
        ...withoutThinking(this.source),
        ...change,
      });
    } catch (error) {
      throw new ChatTemplateError(error instanceof Error ? error.message : String(error));
    }
  }
}

/**
 * A conversation as every template takes it: the person begins, and roles take turns. Messages of one
 * role that follow each other become one; an answer that nobody asked for begins the first message.
 */
function alternating(messages: readonly ChatMessage[]): ChatMessage[] {
  const turns: ChatMessage[] = [];
  for (const message of messages) {
    const before = turns.at(-1);
    const isOrphan = turns.length === 1 && before?.role === "assistant";
    if (before && (before.role === message.role || isOrphan)) {
      turns[turns.length - 1] = {
        role: message.role,
        text: `${before.text}\n\n${message.text}`,
      };
    } else turns.push(message);
  }
  return turns;
}
