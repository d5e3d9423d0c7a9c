/** How tokens are chosen, as options of a command: llama.cpp's names and meanings. */
import { SAMPLING_BOUNDS, type Sampling, samplingSchema } from "../engine/api/sampling.js";
import { numberOption, UsageError } from "./usage.js";

export const samplingOptions = {
  temperature: { type: "string" },
  "top-k": { type: "string" },
  "top-p": { type: "string" },
  "min-p": { type: "string" },
  "repeat-penalty": { type: "string" },
  "repeat-last-n": { type: "string" },
  "dry-multiplier": { type: "string" },
  "dry-base": { type: "string" },
  "dry-allowed-length": { type: "string" },
  "dry-penalty-last-n": { type: "string" },
  "dry-sequence-breaker": { type: "string", multiple: true },
  seed: { type: "string" },
  "max-tokens": { type: "string" },
} as const;

type NumberName = Exclude<keyof typeof samplingOptions, "dry-sequence-breaker">;
export type SamplingValues = { [name in NumberName]?: string | undefined } & {
  "dry-sequence-breaker"?: string[] | undefined;
};

/** What a shell passes on as it is. */
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", "\\": "\\", '"': '"', "'": "'" };

/**
 * The seed is 0 unless it is given, so that a command writes the same text again.
 *
 * @param defaultMaxTokens where `--max-tokens` does not say
 * @throws UsageError
 */
export function samplingFrom(values: SamplingValues, defaultMaxTokens: number): Sampling {
  const number = (name: NumberName, bounds: keyof typeof SAMPLING_BOUNDS) =>
    numberOption(name, values[name], undefined, SAMPLING_BOUNDS[bounds]);
  return {
    temperature: number("temperature", "temperature"),
    topK: number("top-k", "topK"),
    topP: number("top-p", "topP"),
    minP: number("min-p", "minP"),
    repeatPenalty: number("repeat-penalty", "repeatPenalty"),
    repeatLastN: number("repeat-last-n", "repeatLastN"),
    dry: {
      multiplier: number("dry-multiplier", "dry.multiplier"),
      base: number("dry-base", "dry.base"),
      allowedLength: number("dry-allowed-length", "dry.allowedLength"),
      penaltyLastN: number("dry-penalty-last-n", "dry.penaltyLastN"),
      sequenceBreakers: breakers(values["dry-sequence-breaker"]),
    },
    seed: number("seed", "seed") ?? 0,
    maxTokens: number("max-tokens", "maxTokens") ?? defaultMaxTokens,
  };
}

/** "none" stands for none at all. */
function breakers(given: readonly string[] | undefined): string[] | undefined {
  if (given === undefined) return undefined;
  const breakers = given
    .filter((text) => text !== "none")
    .map((text) => text.replace(/\\([nt\\"'])/g, (_, escaped) => ESCAPES[escaped] ?? ""));
  const { dry } = samplingSchema.shape;
  if (!dry.safeParse({ sequenceBreakers: breakers }).success) {
    throw new UsageError("--dry-sequence-breaker takes at most 32 strings of 1 to 40 characters.");
  }
  return breakers;
}
