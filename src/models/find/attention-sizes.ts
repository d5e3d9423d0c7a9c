/** The sizes, from a model's header, that determine its key-value cache and compute buffers. */
import type { GgufHeader } from "../../gguf/header.js";
import { countOf, countPerLayer, type Metadata } from "../metadata.js";

export interface AttentionSizes {
  /** Numbers cached per token, for the layers that see the whole context ... */
  perToken: number;
  /** ... and for those that see only a sliding window. */
  perTokenInWindow: number;
  /** Tokens in that window; 0 where no layer has one. */
  window: number;
  vocabulary: number;
  width: number;
  /** Widest layer between the attention layers. */
  feedForward: number;
}

/**
 * One layer in this many sees the whole context, for files that have a window but do not say which
 * layers use it. Source: load_swa_pattern in llama.cpp's src/models/. For an architecture not
 * listed here, all layers count as seeing everything, which overestimates the need.
 */
const windowPeriods: Readonly<Record<string, number>> = {
  afmoe: 4,
  cohere2: 4,
  "exaone-moe": 4,
  exaone4: 4,
  gemma2: 2,
  gemma3: 6,
  gemma3n: 5,
  "gpt-oss": 2,
  olmo2: 4,
  plamo3: 8,
};

/** @param layers how many of the model's layers to count */
export function attentionSizes(
  { metadata, tensors }: GgufHeader,
  architecture: string,
  layers: number,
): AttentionSizes {
  const key = (name: string) => `${architecture}.${name}`;
  const of = (name: string) => countOf(metadata, key(name));
  const perLayer = (name: string) => countPerLayer(metadata, key(name), layers);
  const width = of("embedding_length") ?? 0;
  const heads = perLayer("attention.head_count") ?? Array<number>(layers).fill(0);
  const keyValueHeads = perLayer("attention.head_count_kv") ?? heads;
  const window = of("attention.sliding_window") ?? 0;
  const inWindow = layersInWindow(metadata, architecture, layers, window);
  let perToken = 0;
  let perTokenInWindow = 0;
  for (let i = 0; i < layers; i++) {
    const own = width / Math.max(1, heads[i] ?? 0);
    const whole = (part: "key" | "value") => of(`attention.${part}_length`) ?? own;
    const size = (part: "key" | "value") =>
      (inWindow[i] ? of(`attention.${part}_length_swa`) : undefined) ?? whole(part);
    // With latent attention (MLA) the values are computed from the keys.
    const values = of("attention.key_length_mla") === undefined ? size("value") : 0;
    const numbers = (keyValueHeads[i] ?? 0) * (size("key") + values);
    if (inWindow[i]) perTokenInWindow += numbers;
    else perToken += numbers;
  }
  const embedding = tensors.find(({ name }) => name === "token_embd.weight");
  return {
    perToken,
    perTokenInWindow,
    window,
    vocabulary: of("vocab_size") ?? embedding?.shape[1] ?? 0,
    width,
    feedForward: Math.max(0, ...(perLayer("feed_forward_length") ?? [])),
  };
}

function layersInWindow(
  metadata: Metadata,
  architecture: string,
  layers: number,
  window: number,
): readonly boolean[] {
  const told = metadata.get(`${architecture}.attention.sliding_window_pattern`);
  if (window > 0 && told?.type === "array") return told.value.slice(0, layers).map(Boolean);
  const usual = Object.hasOwn(windowPeriods, architecture)
    ? windowPeriods[architecture]
    : undefined;
  const period = (told && countOf(new Map([["told", told]]), "told")) ?? usual ?? 1;
  return Array.from({ length: layers }, (_, i) => window > 0 && i % period < period - 1);
}
