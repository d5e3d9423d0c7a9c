/**
 * The contents of model files for each architecture, as required by llama.cpp's loaders (src/models
 * in its sources), and how the architecture turns the residual stream into logits.
 */
import type { GgufValue } from "../../src/gguf/gguf.js";

/** The sizes that tensors are made from. */
export interface Sizes {
  layers: number;
  /** Width of the residual stream; a multiple of 32 times the heads is fine for every type. */
  embeddingSize: number;
  heads: number;
  keyValueHeads: number;
  feedForwardSize: number;
  /**
   * At least the 256 bytes and the special tokens; the rest is filled with tokens that are never
   * written.
   */
  vocabularySize: number;
  contextSize: number;
}

/** `matrix`: columns and rows; `vector`: all its values are 1, a `bias` is next to 0. */
export type Weight =
  | { name: string; kind: "matrix"; shape: [number, number, number?]; gain?: number }
  | { name: string; kind: "vector" | "bias"; shape: number[] };

export interface Architecture {
  block(index: number, sizes: Sizes): Weight[];
  /** Tensors other than the embedding, the output and its norm. */
  others?(sizes: Sizes): Weight[];
  metadata?(sizes: Sizes): [string, GgufValue][];
  /** The embedding also serves as the output. */
  tied?: boolean;
  /** What happens to the last row before the output matrix, and to the logits. */
  norm?: "rms" | "layer";
  /** Added to every value of a normalised row. */
  normBias?: number;
  logits?(value: number): number;
}

const matrix = (name: string, columns: number, rows: number, gain = 1): Weight => ({
  name: `${name}.weight`,
  kind: "matrix",
  shape: [columns, rows],
  gain,
});
const experts = (name: string, columns: number, rows: number): Weight => ({
  name: `${name}.weight`,
  kind: "matrix",
  shape: [columns, rows, EXPERTS],
});
const norm = (name: string, ...shape: number[]): Weight => ({
  name: `${name}.weight`,
  kind: "vector",
  shape,
});
const bias = (name: string, size: number): Weight => ({
  name: `${name}.bias`,
  kind: "bias",
  shape: [size],
});
const uint32 = (value: number): GgufValue => ({ type: "uint32", value });
const float32 = (value: number): GgufValue => ({ type: "float32", value });

const EXPERTS = 4;
const headWidth = ({ embeddingSize, heads }: Sizes) => embeddingSize / heads;
const keyValueWidth = (sizes: Sizes) => headWidth(sizes) * sizes.keyValueHeads;

// Outputs are halved, so that no block drowns out what earlier blocks and steering wrote.
const attention = (i: number, sizes: Sizes): Weight[] => [
  matrix(`blk.${i}.attn_q`, sizes.embeddingSize, sizes.embeddingSize),
  matrix(`blk.${i}.attn_k`, sizes.embeddingSize, keyValueWidth(sizes)),
  matrix(`blk.${i}.attn_v`, sizes.embeddingSize, keyValueWidth(sizes)),
  matrix(`blk.${i}.attn_output`, sizes.embeddingSize, sizes.embeddingSize, 0.5),
];
const attentionBiases = (i: number, sizes: Sizes): Weight[] => [
  bias(`blk.${i}.attn_q`, sizes.embeddingSize),
  bias(`blk.${i}.attn_k`, keyValueWidth(sizes)),
  bias(`blk.${i}.attn_v`, keyValueWidth(sizes)),
];
const fused = (i: number, sizes: Sizes): Weight[] => [
  matrix(`blk.${i}.attn_qkv`, sizes.embeddingSize, sizes.embeddingSize + 2 * keyValueWidth(sizes)),
  matrix(`blk.${i}.attn_output`, sizes.embeddingSize, sizes.embeddingSize, 0.5),
];
const gated = (i: number, { embeddingSize, feedForwardSize }: Sizes): Weight[] => [
  matrix(`blk.${i}.ffn_gate`, embeddingSize, feedForwardSize),
  matrix(`blk.${i}.ffn_up`, embeddingSize, feedForwardSize),
  matrix(`blk.${i}.ffn_down`, feedForwardSize, embeddingSize, 0.5),
];
const plain = (i: number, { embeddingSize, feedForwardSize }: Sizes): Weight[] => [
  matrix(`blk.${i}.ffn_up`, embeddingSize, feedForwardSize),
  matrix(`blk.${i}.ffn_down`, feedForwardSize, embeddingSize, 0.5),
];
const norms = (i: number, { embeddingSize }: Sizes, ...names: string[]): Weight[] =>
  names.map((name) => norm(`blk.${i}.${name}`, embeddingSize));
const normBiases = (i: number, { embeddingSize }: Sizes, ...names: string[]): Weight[] =>
  names.map((name) => bias(`blk.${i}.${name}`, embeddingSize));
const headNorms = (i: number, sizes: Sizes): Weight[] => [
  norm(`blk.${i}.attn_q_norm`, headWidth(sizes)),
  norm(`blk.${i}.attn_k_norm`, headWidth(sizes)),
];
const mixture = (i: number, { embeddingSize, feedForwardSize }: Sizes): Weight[] => [
  matrix(`blk.${i}.ffn_gate_inp`, embeddingSize, EXPERTS),
  experts(`blk.${i}.ffn_gate_exps`, embeddingSize, feedForwardSize),
  experts(`blk.${i}.ffn_down_exps`, feedForwardSize, embeddingSize),
  experts(`blk.${i}.ffn_up_exps`, embeddingSize, feedForwardSize),
];
// In this order, because a tensor's position is the seed of its values.
const llama = (i: number, sizes: Sizes): Weight[] => [
  ...norms(i, sizes, "attn_norm"),
  ...attention(i, sizes),
  ...norms(i, sizes, "ffn_norm"),
  ...gated(i, sizes),
];
const sandwich = (i: number, sizes: Sizes): Weight[] => [
  ...llama(i, sizes),
  ...norms(i, sizes, "post_attention_norm", "post_ffw_norm"),
];
const outputNormBias = ({ embeddingSize }: Sizes): Weight[] => [
  { name: "output_norm.bias", kind: "vector", shape: [embeddingSize] },
];
const expertCounts: [string, GgufValue][] = [
  ["expert_count", uint32(EXPERTS)],
  ["expert_used_count", uint32(2)],
];

export const architectures = {
  llama: { block: llama },
  qwen2: { block: (i, sizes) => [...llama(i, sizes), ...attentionBiases(i, sizes)] },
  qwen3: { block: (i, sizes) => [...llama(i, sizes), ...headNorms(i, sizes)] },
  gemma2: {
    block: sandwich,
    tied: true,
    metadata: () => [
      ["attention.sliding_window", uint32(8)],
      ["attn_logit_softcapping", float32(50)],
      ["final_logit_softcapping", float32(30)],
    ],
    logits: (value) => 30 * Math.tanh(value / 30),
  },
  gemma3: {
    block: (i, sizes) => [...sandwich(i, sizes), ...headNorms(i, sizes)],
    metadata: () => [["attention.sliding_window", uint32(8)]],
  },
  phi3: {
    block: (i, sizes) => [
      ...norms(i, sizes, "attn_norm", "ffn_norm"),
      ...fused(i, sizes),
      matrix(`blk.${i}.ffn_up`, sizes.embeddingSize, 2 * sizes.feedForwardSize),
      matrix(`blk.${i}.ffn_down`, sizes.feedForwardSize, sizes.embeddingSize, 0.5),
    ],
  },
  smollm3: { block: llama },
  qwen3moe: {
    block: (i, sizes) => [
      ...norms(i, sizes, "attn_norm", "ffn_norm"),
      ...attention(i, sizes),
      ...headNorms(i, sizes),
      ...mixture(i, sizes),
    ],
    metadata: ({ feedForwardSize }) => [
      ...expertCounts,
      ["expert_feed_forward_length", uint32(feedForwardSize)],
    ],
  },
  olmoe: {
    block: (i, sizes) => [
      ...norms(i, sizes, "attn_norm", "ffn_norm", "attn_q_norm"),
      norm(`blk.${i}.attn_k_norm`, sizes.embeddingSize),
      ...attention(i, sizes),
      ...mixture(i, sizes),
    ],
    metadata: () => expertCounts,
  },
  olmo2: {
    block: (i, sizes) => [
      ...norms(i, sizes, "attn_q_norm", "post_attention_norm", "post_ffw_norm"),
      norm(`blk.${i}.attn_k_norm`, keyValueWidth(sizes)),
      ...attention(i, sizes),
      ...gated(i, sizes),
    ],
  },
  granite: {
    block: llama,
    metadata: () => [
      ["logit_scale", float32(4)],
      ["residual_scale", float32(0.5)],
      ["embedding_scale", float32(2)],
      ["attention.scale", float32(0.2)],
    ],
    logits: (value) => value / 4,
  },
  "command-r": {
    block: (i, sizes) => [
      ...norms(i, sizes, "attn_norm"),
      ...attention(i, sizes),
      ...gated(i, sizes),
    ],
    tied: true,
    norm: "layer",
    metadata: () => [["logit_scale", float32(0.25)]],
    logits: (value) => value * 0.25,
  },
  gpt2: {
    block: (i, sizes) => [
      ...norms(i, sizes, "attn_norm", "ffn_norm"),
      ...normBiases(i, sizes, "attn_norm", "ffn_norm", "attn_output", "ffn_down"),
      ...fused(i, sizes),
      bias(`blk.${i}.attn_qkv`, sizes.embeddingSize + 2 * keyValueWidth(sizes)),
      ...plain(i, sizes),
      bias(`blk.${i}.ffn_up`, sizes.feedForwardSize),
    ],
    others: (sizes) => [
      ...outputNormBias(sizes),
      matrix("position_embd", sizes.embeddingSize, sizes.contextSize),
    ],
    norm: "layer",
    normBias: 1,
  },
  falcon: {
    block: (i, sizes) => [
      ...norms(i, sizes, "attn_norm"),
      ...normBiases(i, sizes, "attn_norm"),
      ...fused(i, sizes),
      ...plain(i, sizes),
    ],
    others: outputNormBias,
    norm: "layer",
    normBias: 1,
  },
  starcoder2: {
    block: (i, sizes) => [
      ...norms(i, sizes, "attn_norm", "ffn_norm"),
      ...normBiases(i, sizes, "attn_norm", "ffn_norm", "attn_output", "ffn_down"),
      ...attention(i, sizes),
      ...attentionBiases(i, sizes),
      ...plain(i, sizes),
      bias(`blk.${i}.ffn_up`, sizes.feedForwardSize),
    ],
    others: outputNormBias,
    norm: "layer",
    normBias: 1,
  },
  /** Recurrent throughout: it can be steered, but only one text at a time. */
  mamba: {
    block: (i, { embeddingSize }) => [
      norm(`blk.${i}.attn_norm`, embeddingSize),
      matrix(`blk.${i}.ssm_in`, embeddingSize, 4 * embeddingSize),
      norm(`blk.${i}.ssm_conv1d`, CONVOLUTION, 2 * embeddingSize),
      bias(`blk.${i}.ssm_conv1d`, 2 * embeddingSize),
      matrix(`blk.${i}.ssm_x`, 2 * embeddingSize, 4 + 2 * STATE),
      matrix(`blk.${i}.ssm_dt`, 4, 2 * embeddingSize),
      bias(`blk.${i}.ssm_dt`, 2 * embeddingSize),
      // Next to 0, so that the state neither vanishes nor grows.
      { name: `blk.${i}.ssm_a`, kind: "bias", shape: [STATE, 2 * embeddingSize] },
      { name: `blk.${i}.ssm_d`, kind: "vector", shape: [2 * embeddingSize] },
      matrix(`blk.${i}.ssm_out`, 2 * embeddingSize, embeddingSize, 0.5),
    ],
    metadata: ({ embeddingSize }) => [
      ["ssm.conv_kernel", uint32(CONVOLUTION)],
      ["ssm.inner_size", uint32(2 * embeddingSize)],
      ["ssm.state_size", uint32(STATE)],
      ["ssm.time_step_rank", uint32(4)],
    ],
  },
  /** Its first layer is recurrent here; llama.cpp does not name its layers' outputs. */
  plamo2: {
    block: (i, sizes) => [
      ...norms(i, sizes, "attn_norm", "ffn_norm"),
      ...["post_attention_norm", "post_ffw_norm"].map(
        (name): Weight => ({
          name: `blk.${i}.${name}`,
          kind: "vector",
          shape: [sizes.embeddingSize],
        }),
      ),
      ...(i === 0 ? plamoRecurrence(i, sizes) : plamoAttention(i, sizes)),
      matrix(`blk.${i}.ffn_up`, sizes.embeddingSize, 2 * sizes.feedForwardSize),
      matrix(`blk.${i}.ffn_down`, sizes.feedForwardSize, sizes.embeddingSize, 0.5),
    ],
    metadata: (sizes) => [
      ["ssm.conv_kernel", uint32(CONVOLUTION)],
      ["ssm.inner_size", uint32(sizes.embeddingSize)],
      ["ssm.state_size", uint32(headWidth(sizes))],
      ["ssm.time_step_rank", uint32(sizes.heads)],
      ["ssm.group_count", uint32(0)],
      // A recurrent layer has no keys and values.
      [
        "attention.head_count_kv",
        {
          type: "array",
          of: "int32",
          value: Array.from({ length: sizes.layers }, (_, i) =>
            i === 0 ? 0 : sizes.keyValueHeads,
          ),
        },
      ],
    ],
  },
} satisfies Record<string, Architecture>;

export type ArchitectureName = keyof typeof architectures;

const CONVOLUTION = 4;
const STATE = 8;
/** Of plamo2's recurrent layers. */
const TIME_STEPS = 64;

function plamoAttention(i: number, sizes: Sizes): Weight[] {
  return [
    ...fused(i, sizes),
    norm(`blk.${i}.attn_q_norm`, headWidth(sizes), sizes.heads),
    norm(`blk.${i}.attn_k_norm`, headWidth(sizes), sizes.keyValueHeads),
  ];
}

function plamoRecurrence(i: number, sizes: Sizes): Weight[] {
  const { embeddingSize: width, heads } = sizes;
  const vector = (name: string, size: number): Weight => ({
    name: `blk.${i}.${name}`,
    kind: "vector",
    shape: [size],
  });
  return [
    matrix(`blk.${i}.ssm_in`, width, 2 * width),
    norm(`blk.${i}.ssm_conv1d`, CONVOLUTION, width),
    matrix(`blk.${i}.ssm_x`, width, TIME_STEPS + 2 * headWidth(sizes)),
    matrix(`blk.${i}.ssm_dt`, TIME_STEPS, heads),
    vector("ssm_dt.bias", heads),
    { name: `blk.${i}.ssm_a`, kind: "bias", shape: [heads] },
    vector("ssm_d", heads),
    matrix(`blk.${i}.ssm_out`, width, width, 0.5),
    vector("ssm_dt_norm", TIME_STEPS),
    vector("ssm_b_norm", headWidth(sizes)),
    vector("ssm_c_norm", headWidth(sizes)),
  ];
}
