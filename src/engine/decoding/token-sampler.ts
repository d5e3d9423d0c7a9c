/**
 * Draws the tokens of one text. The addon does it, with llama.cpp's samplers as llama.cpp's own
 * programs use them; where there is none, node-llama-cpp does, whose DRY sees the answer alone.
 */
import type {
  LlamaContext,
  LlamaContextSequence,
  LlamaModel,
  SequenceEvaluateOptions,
  Token,
} from "node-llama-cpp";
import { tokensLookedAt, type UsedSampling } from "../api/sampling.js";
import { addonContextOf, bindingsWith, logitsReader } from "../hook/llama-internals.js";
import {
  loadNativeAddon,
  type NativeTokenSampler as Native,
  type NativeAddon,
  type SamplerSettings,
  SteeringUnavailableError,
} from "../hook/native-addon.js";

/** The last of `tokens` is evaluated; those before it are in the sequence's cells. */
export interface TokenSampler {
  /** The token that follows, as the sampling has it. */
  next(tokens: readonly Token[]): Promise<Token>;
  /** Those that may follow, the likeliest first; without a `count`, all. */
  likeliest(tokens: readonly Token[], count?: number): Promise<Token[]>;
  close(): Promise<void>;
}

export async function tokenSampler(
  sequence: LlamaContextSequence,
  sampling: UsedSampling,
): Promise<TokenSampler> {
  try {
    return new NativeTokenSampler(sequence, sampling, await loadNativeAddon(sequence.model));
  } catch (error) {
    if (!(error instanceof SteeringUnavailableError)) throw error;
    return new LibraryTokenSampler(sequence, sampling);
  }
}

/**
 * Makes ready what the first text of a model would wait for otherwise: DRY looks through the whole
 * vocabulary for what breaks its sequences.
 */
export async function prepareSampling(
  context: LlamaContext,
  sampling: UsedSampling,
): Promise<void> {
  try {
    nativeSampler(context, sampling, await loadNativeAddon(context.model));
  } catch (error) {
    if (!(error instanceof SteeringUnavailableError)) throw error;
  }
}

/** By model: the last sampler with DRY that was made for it, and how that was set. */
const made = new WeakMap<LlamaModel, { dry: string; sampler: Native }>();

function nativeSampler(
  context: LlamaContext,
  sampling: UsedSampling,
  { TokenSampler: Sampler }: NativeAddon,
): Native {
  const { model } = context;
  const dry = JSON.stringify(sampling.dry);
  const last = made.get(model);
  const sampler = new Sampler(
    addonContextOf(context),
    bindingsWith(model, "AddonContext").AddonContext,
    nativeSettings(sampling),
    last?.dry === dry ? last.sampler : undefined,
  );
  // One without would only put it out of memory: greedy texts come between those of a person.
  if (sampling.dry.multiplier > 0) made.set(model, { dry, sampler });
  return sampler;
}

function nativeSettings({ dry, maxTokens: _, ...values }: UsedSampling): SamplerSettings {
  return {
    ...values,
    dryMultiplier: dry.multiplier,
    dryBase: dry.base,
    dryAllowedLength: dry.allowedLength,
    dryLastN: dry.penaltyLastN,
    drySequenceBreakers: dry.sequenceBreakers,
  };
}

class NativeTokenSampler implements TokenSampler {
  private readonly sampler: Native;
  private readonly read: ReturnType<typeof logitsReader>;
  private readonly window: number;

  constructor(sequence: LlamaContextSequence, sampling: UsedSampling, addon: NativeAddon) {
    this.read = logitsReader(sequence);
    this.window = tokensLookedAt(sampling);
    this.sampler = nativeSampler(sequence.context, sampling, addon);
  }

  next(tokens: readonly Token[]): Promise<Token> {
    const history = Int32Array.from(this.window === 0 ? [] : tokens.slice(-this.window));
    return this.read(lastOf(tokens), (index) => this.sampler.sample(index, history) as Token);
  }

  async likeliest(tokens: readonly Token[], count?: number): Promise<Token[]> {
    const found = await this.read(lastOf(tokens), (index) => this.sampler.likeliest(index, count));
    return Array.from(found, (token) => token as Token);
  }

  async close(): Promise<void> {}
}

class LibraryTokenSampler implements TokenSampler {
  /** One for the whole text: it goes on drawing random numbers. */
  private drawn: AsyncGenerator<Token, void, Token> | undefined;
  private tokens: readonly Token[] = [];

  constructor(
    private readonly sequence: LlamaContextSequence,
    private readonly sampling: UsedSampling,
  ) {}

  async next(tokens: readonly Token[]): Promise<Token> {
    this.tokens = tokens;
    const last = lastOf(tokens);
    this.drawn ??= this.sequence.evaluate([last], this.options());
    const { value, done } = await this.drawn.next(last);
    if (done) throw new Error("The model gave no token.");
    return value;
  }

  async likeliest(tokens: readonly Token[], count?: number): Promise<Token[]> {
    const logits = count === undefined || { filter: { tokens: [], includeTop: count } };
    const [output] = await this.sequence.controlledEvaluate([
      [lastOf(tokens), { generateNext: { logits } }],
    ]);
    const ranked = [...(output?.next.logits ?? [])].sort(([, a], [, b]) => b - a);
    return ranked.map(([token]) => token);
  }

  async close(): Promise<void> {
    await this.drawn?.return();
  }

  private options(): SequenceEvaluateOptions {
    const { temperature, topK, topP, minP, seed, repeatPenalty, repeatLastN, dry } = this.sampling;
    const punishTokens = () => this.tokens.slice(-repeatLastN);
    return {
      ...{ temperature, topK, topP, minP, seed, yieldEogToken: true },
      ...(repeatLastN > 0 && {
        repeatPenalty: { penalty: repeatPenalty, punishTokens, maxPunishTokens: repeatLastN },
      }),
      ...(dry.multiplier > 0 && {
        dryRepeatPenalty: {
          strength: dry.multiplier,
          base: dry.base,
          allowedLength: dry.allowedLength,
          lastTokens: dry.penaltyLastN,
          sequenceBreakers: dry.sequenceBreakers,
        },
      }),
    };
  }
}

function lastOf(tokens: readonly Token[]): Token {
  return tokens.at(-1) as Token;
}
