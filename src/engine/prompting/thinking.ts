/**
 * How models mark their thinking, how a template is asked to do without it, and how a prompt that has
 * it begun ends it at once. What a writer gets is the answer alone.
 */

/** The marks round a model's thinking. */
export interface ThinkingMarks {
  open: string;
  close: string;
  /** Thinking that says nothing, as the family spaces it. */
  empty: string;
  /** What ends thinking that has begun. */
  shut: string;
}

/** From the templates in llama.cpp's sources (models/templates) and the models' cards. */
export const KNOWN_MARKS: readonly ThinkingMarks[] = [
  // Qwen 3, DeepSeek R1, SmolLM 3, GLM, Granite and most others.
  marks("<think>", "</think>", { empty: "<think>\n\n</think>\n\n", shut: "\n</think>\n\n" }),
  // gpt-oss: channels of one answer.
  marks("<|channel|>analysis<|message|>", "<|channel|>final<|message|>", {
    empty: "<|channel|>final<|message|>",
    shut: "<|end|><|start|>assistant<|channel|>final<|message|>",
  }),
  marks("[THINK]", "[/THINK]"),
  marks("<seed:think>", "</seed:think>"),
  marks("<|START_THINKING|>", "<|END_THINKING|>"),
  marks("<|channel>thought\n", "<channel|>"),
  marks("<mm:think>", "</mm:think>"),
  marks("<|inner_prefix|>", "<|inner_suffix|>"),
  marks("Here are my reasoning steps:\n", "[BEGIN FINAL RESPONSE]"),
];

function marks(open: string, close: string, spaced: Partial<ThinkingMarks> = {}): ThinkingMarks {
  return { open, close, empty: open + close, shut: close, ...spaced };
}

/** The marks that a chat template knows; undefined for a model that does not think. */
export function thinkingMarksOf(template: string): ThinkingMarks | undefined {
  return KNOWN_MARKS.find(
    ({ open, close }) => template.includes(open.trimEnd()) || template.includes(close),
  );
}

/** Variables that ask a template for no thinking, or as little as it knows. */
export function withoutThinking(template: string): Record<string, unknown> {
  const least = ["none", "no_think"].find((effort) =>
    [`"${effort}"`, `'${effort}'`].some((quoted) => template.includes(quoted)),
  );
  return {
    enable_thinking: false,
    thinking: false,
    thinking_mode: "disabled",
    thinking_budget: 0,
    reasoning_effort: least ?? "low",
  };
}

/** Whether a text ends within thinking: with the open mark and nothing but space behind it. */
export function endsInThinking(text: string, { open }: ThinkingMarks): boolean {
  return text.trimEnd().endsWith(open.trimEnd());
}
