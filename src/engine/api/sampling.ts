/**
 * How the next token is chosen: what a person may choose, and what is used. Meanings are llama.cpp's;
 * docs/sampling.md says where the defaults come from.
 */
import * as z from "zod";
import { MAX_CONTEXT } from "./loading-options.js";

/** How many seeds there are, from 0 on; the number that follows them is llama.cpp's for a random one. */
export const SEEDS = 2 ** 32 - 1;

/** Of the numbers that can be chosen, by their paths. */
export const SAMPLING_BOUNDS = {
  temperature: { min: 0, max: 5, whole: false },
  topK: { min: 0, max: 100_000, whole: true },
  topP: { min: 0, max: 1, whole: false },
  minP: { min: 0, max: 1, whole: false },
  repeatPenalty: { min: 0.5, max: 2, whole: false },
  repeatLastN: { min: 0, max: MAX_CONTEXT, whole: true },
  "dry.multiplier": { min: 0, max: 5, whole: false },
  "dry.base": { min: 1, max: 4, whole: false },
  "dry.allowedLength": { min: 1, max: 100, whole: true },
  "dry.penaltyLastN": { min: 0, max: MAX_CONTEXT, whole: true },
  seed: { min: 0, max: SEEDS - 1, whole: true },
  maxTokens: { min: 1, max: 1_000_000, whole: true },
} as const;

/** llama.cpp shortens a longer one. */
const LONGEST_BREAKER = 40;

const drySchema = z.object({
  /** 0 is off. */
  multiplier: numberIn("dry.multiplier"),
  base: numberIn("dry.base"),
  allowedLength: numberIn("dry.allowedLength"),
  /** So many tokens before are looked at; 0 is off. */
  penaltyLastN: numberIn("dry.penaltyLastN"),
  sequenceBreakers: z.array(z.string().min(1).max(LONGEST_BREAKER)).max(32),
});

const valuesSchema = z.object({
  /** 0 is greedy. */
  temperature: numberIn("temperature"),
  /** 0 is off. */
  topK: numberIn("topK"),
  /** 1 is off. */
  topP: numberIn("topP"),
  /** 0 is off. */
  minP: numberIn("minP"),
  /** 1 is off. */
  repeatPenalty: numberIn("repeatPenalty"),
  /** So many tokens before are looked at; 0 is off. */
  repeatLastN: numberIn("repeatLastN"),
});

/** What was chosen; what is absent is the model's recommendation, or else the default. */
export const samplingSchema = valuesSchema.partial().extend({
  dry: drySchema.partial().optional(),
  seed: numberIn("seed"),
  maxTokens: numberIn("maxTokens"),
});
export type Sampling = z.infer<typeof samplingSchema>;

/** What a model's file recommends. */
export type RecommendedSampling = Partial<z.infer<typeof valuesSchema>>;

type SamplingValues = z.infer<typeof valuesSchema> & { dry: z.infer<typeof drySchema> };

/** Every value. */
export type UsedSampling = SamplingValues & Pick<Sampling, "seed" | "maxTokens">;

export const DEFAULT_SAMPLING: SamplingValues = {
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1,
  repeatLastN: 64,
  dry: {
    multiplier: 1.5,
    base: 1.75,
    allowedLength: 2,
    penaltyLastN: 512,
    sequenceBreakers: ["\n", ":", '"', "*"],
  },
};

/**
 * What is chosen counts most, then what the model's file recommends. Greedy text is what the model
 * finds likeliest, unless penalties were asked for by name.
 */
export function usedSampling(
  { dry = {}, ...chosen }: Sampling,
  recommended: RecommendedSampling = {},
): UsedSampling {
  const temperature = chosen.temperature ?? recommended.temperature ?? DEFAULT_SAMPLING.temperature;
  const isGreedy = temperature === 0;
  return {
    ...DEFAULT_SAMPLING,
    ...recommended,
    ...(isGreedy && { repeatPenalty: 1 }),
    ...present(chosen),
    temperature,
    dry: { ...DEFAULT_SAMPLING.dry, ...(isGreedy && { multiplier: 0 }), ...present(dry) },
  };
}

/** What the model finds likeliest, and nothing else. */
export function greedySampling(maxTokens: number): UsedSampling {
  return usedSampling({ temperature: 0, seed: 0, maxTokens });
}

/** Without the members that are there, but undefined. */
function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** @returns how many tokens before the next one can matter to the choice of it */
export function tokensLookedAt({ repeatLastN, dry }: UsedSampling): number {
  return Math.max(repeatLastN, dry.penaltyLastN);
}

function numberIn(name: keyof typeof SAMPLING_BOUNDS): z.ZodNumber {
  const { min, max, whole } = SAMPLING_BOUNDS[name];
  return (whole ? z.int() : z.number()).min(min).max(max);
}
