/**
 * A model, as a GGUF file, whose next token depends only on the last one, so what it writes is
 * known in advance. Its embedding has one element per token, its blocks add nothing, and its output
 * matrix contains each token's successor, or how likely each one is. Its logits are products of two
 * numbers, the same on every processor and in every batch.
 */
import { writeFileSync } from "node:fs";
import { encodeGguf, type GgufTensor, type GgufValue } from "../../src/gguf/gguf.js";
import { byteTokens } from "./random-model.js";

export interface ChainModelOptions {
  /** `tokenizer.chat_template`. */
  chatTemplate: string;
  /** Texts that are one token, in addition to each byte; the first ends a text. */
  marks: readonly [string, ...string[]];
  /** Further texts that are one token and shown as text; printable ASCII without spaces. */
  words?: readonly string[];
  /** `general.name`. */
  name?: string;
  /** Which token follows which; all others are followed by the end. */
  chain?: Readonly<Record<string, string>>;
  /** Instead of a chain: the logit of each token after each token. */
  logits?: (from: number, to: number) => number;
  /** Tokens that must never be sampled: `tokenizer.ggml.suppress_tokens`. */
  suppressed?: readonly number[];
  contextSize: number;
}

const LAYERS = 2;
const HEADS = 5;
/** At least as many as there are tokens. */
const WIDTH = 64 * HEADS;
const FEED_FORWARD = 32;
const EPSILON = 1e-5;
/** The result of the last norm for the single element of a row. */
const NORMED = 1 / Math.sqrt(1 / WIDTH + EPSILON);

/** Writes the model to `path`. */
export function writeChainModel(path: string, options: ChainModelOptions): void {
  const { words = [], name = "chain", logits, chain = {}, suppressed = [] } = options;
  const tokens = [...byteTokens(), ...options.marks, ...words];
  const isMark = (token: number) => token >= 256 && token < 256 + options.marks.length;
  const idOf = (text: string) => {
    const mark = tokens.indexOf(text, 256);
    if (mark >= 0) return mark;
    const bytes = Buffer.from(text);
    if (bytes.length !== 1) throw new RangeError(`${JSON.stringify(text)} is not one token.`);
    return bytes[0] as number;
  };
  const end = idOf(options.marks[0]);
  const successors = new Map(Object.entries(chain).map(([from, to]) => [idOf(from), idOf(to)]));
  const embedding = new Float32Array(tokens.length * WIDTH);
  const output = new Float32Array(tokens.length * WIDTH);
  for (const token of tokens.keys()) {
    embedding[token * WIDTH + token] = 1;
    if (!logits) output[(successors.get(token) ?? end) * WIDTH + token] = 1;
    else {
      for (const to of tokens.keys()) output[to * WIDTH + token] = logits(token, to) / NORMED;
    }
  }
  const uint32 = (value: number): GgufValue => ({ type: "uint32", value });
  const string = (value: string): GgufValue => ({ type: "string", value });
  const metadata = new Map<string, GgufValue>([
    ["general.architecture", string("llama")],
    ["general.name", string(name)],
    ["llama.context_length", uint32(options.contextSize)],
    ["llama.embedding_length", uint32(WIDTH)],
    ["llama.block_count", uint32(LAYERS)],
    ["llama.feed_forward_length", uint32(FEED_FORWARD)],
    ["llama.attention.head_count", uint32(HEADS)],
    ["llama.attention.layer_norm_rms_epsilon", { type: "float32", value: EPSILON }],
    ["tokenizer.ggml.model", string("gpt2")],
    ["tokenizer.ggml.pre", string("qwen2")],
    ["tokenizer.ggml.tokens", { type: "array", of: "string", value: tokens }],
    [
      "tokenizer.ggml.token_type",
      // Normal and control, as llama.cpp counts its types.
      { type: "array", of: "int32", value: tokens.map((_, token) => (isMark(token) ? 3 : 1)) },
    ],
    ["tokenizer.ggml.merges", { type: "array", of: "string", value: [] }],
    ["tokenizer.ggml.bos_token_id", uint32(end)],
    ["tokenizer.ggml.eos_token_id", uint32(end)],
    ["tokenizer.ggml.add_bos_token", { type: "bool", value: false }],
    ["tokenizer.chat_template", string(options.chatTemplate)],
    ...(suppressed.length > 0
      ? ([
          [
            "tokenizer.ggml.suppress_tokens",
            { type: "array", of: "int32", value: [...suppressed] },
          ],
        ] as const)
      : []),
  ]);
  writeFileSync(
    path,
    encodeGguf({
      metadata,
      tensors: [
        tensor("token_embd", [WIDTH, tokens.length], embedding),
        ...Array.from({ length: LAYERS }, (_, layer) => block(`blk.${layer}`)).flat(),
        tensor("output_norm", [WIDTH], new Float32Array(WIDTH).fill(1)),
        tensor("output", [WIDTH, tokens.length], output),
      ],
    }),
  );
}

/** A block that adds nothing to the residual stream. */
function block(name: string): GgufTensor[] {
  const norms = ["attn_norm", "ffn_norm"].map((norm) =>
    tensor(`${name}.${norm}`, [WIDTH], new Float32Array(WIDTH).fill(1)),
  );
  const shapes = {
    attn_q: [WIDTH, WIDTH],
    attn_k: [WIDTH, WIDTH],
    attn_v: [WIDTH, WIDTH],
    attn_output: [WIDTH, WIDTH],
    ffn_gate: [WIDTH, FEED_FORWARD],
    ffn_up: [WIDTH, FEED_FORWARD],
    ffn_down: [FEED_FORWARD, WIDTH],
  };
  const zeros = Object.entries(shapes).map(([part, shape]) =>
    tensor(`${name}.${part}`, shape, new Float32Array((shape[0] ?? 0) * (shape[1] ?? 0))),
  );
  return [...norms, ...zeros];
}

function tensor(name: string, shape: number[], values: Float32Array): GgufTensor {
  return { name: `${name}.weight`, type: "F32", shape, data: new Uint8Array(values.buffer) };
}
