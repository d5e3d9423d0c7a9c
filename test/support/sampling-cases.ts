/**
 * Cases to compare with the sampling of llama.cpp's own program: settings and seeds, and a model
 * computed from a seed, so only llama.cpp's answers are stored.
 */
import { join } from "node:path";
import { type Sampling, usedSampling } from "../../src/engine/api/sampling.js";
import { writeChainModel } from "./chain-model.js";
import { SeededRandom } from "./seeded-random.js";

export type ChosenSampling = Omit<Sampling, "seed" | "maxTokens">;

export const tokensToSample = 64;

/** Every setting by itself, and all together; with the others off where it matters. */
const alone = { temperature: 1, topK: 0, topP: 1, minP: 0 };
export const sampledSettings: Record<string, ChosenSampling> = {
  "the defaults of llama.cpp": {
    ...{ temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1 },
    dry: { multiplier: 0 },
  },
  "temperature alone": { ...alone, temperature: 0.7 },
  "top-k": { ...alone, topK: 5 },
  "top-p": { ...alone, topP: 0.7 },
  "min-p": { ...alone, minP: 0.1 },
  "a repeat penalty": { ...alone, temperature: 0.6, repeatPenalty: 1.3, repeatLastN: 20 },
  DRY: {
    ...alone,
    temperature: 0.5,
    dry: { multiplier: 1.5, base: 1.5, allowedLength: 1, penaltyLastN: 100, sequenceBreakers: [] },
  },
  "DRY with breakers": {
    ...alone,
    temperature: 0.5,
    dry: { multiplier: 3, allowedLength: 1, penaltyLastN: 40, sequenceBreakers: ["\n", "e", "ab"] },
  },
  "all of them": {
    ...{ temperature: 0.9, topK: 30, topP: 0.9, minP: 0.02, repeatPenalty: 1.1, repeatLastN: 32 },
    dry: { multiplier: 0.8, allowedLength: 2, penaltyLastN: 64 },
  },
  "penalties without chance": {
    ...{ temperature: 0, repeatPenalty: 1.2, repeatLastN: 48 },
    dry: { multiplier: 2, allowedLength: 1, penaltyLastN: 48 },
  },
};

/** The penalties see it as well. */
export const sampledPrompt = "She sells sea shells, she sells";
export const sampledSeeds = [0, 42, 4_000_000_000];

/** Range of the logits, which lie between almost 0 and this. */
const SPREAD = 6;

/**
 * Writes a model with different probabilities for the next character after each character. @returns
 * its path
 */
export function writeSampledModel(folder: string): string {
  const path = join(folder, "sampled.gguf");
  const random = new SeededRandom(21);
  const isCharacter = (token: number) => token >= 0x20 && token <= 0x7e;
  writeChainModel(path, {
    ...{ chatTemplate: "", marks: ["<|end|>"], contextSize: 1024 },
    // Squaring makes only a few tokens likely.
    logits: () => SPREAD * random.next() ** 2,
    // It writes only ASCII characters, so that a text reveals its tokens.
    suppressed: Array.from({ length: 257 }, (_, token) => token).filter((t) => !isCharacter(t)),
  });
  return path;
}

/** The same options for llama.cpp's program. */
export function completionOptions(chosen: ChosenSampling, seed: number, tokens: number): string[] {
  const sampling = usedSampling({ ...chosen, seed, maxTokens: tokens });
  const { dry } = sampling;
  const breakers = dry.sequenceBreakers.length === 0 ? ["none"] : dry.sequenceBreakers;
  return [
    ...["--temp", `${sampling.temperature}`, "--top-k", `${sampling.topK}`],
    ...["--top-p", `${sampling.topP}`, "--min-p", `${sampling.minP}`],
    ...["--repeat-penalty", `${sampling.repeatPenalty}`],
    ...["--repeat-last-n", `${sampling.repeatLastN}`],
    ...["--dry-multiplier", `${dry.multiplier}`, "--dry-base", `${dry.base}`],
    ...["--dry-allowed-length", `${dry.allowedLength}`],
    ...["--dry-penalty-last-n", `${dry.penaltyLastN}`],
    ...breakers.flatMap((breaker) => ["--dry-sequence-breaker", breaker]),
    ...["--seed", `${seed}`, "-n", `${tokens}`],
  ];
}
