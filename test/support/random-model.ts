/**
 * Tiny models with random weights as GGUF files, the same for the same seed. They write nonsense in printable ASCII without end, but every number in them can be checked.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromFloat16Bits, toFloat16Bits } from "../../src/steering/float16.js";
import { type GgufTensorInfo, type GgufValue, layOutGguf } from "../../src/steering/gguf.js";

export interface RandomModelOptions {
  seed: number;
  /** `plamo2`, whose first layer is recurrent here, is one whose layer outputs llama.cpp does not name. */
  architecture: "llama" | "plamo2";
  /** `general.name`; empty for a file that does not tell its name. */
  name: string;
  /** Base models have none. */
  chatTemplate: boolean;
  layers: number;
  /** Width of the residual stream; a multiple of 32 times the heads is fine for every type. */
  embeddingSize: number;
  heads: number;
  keyValueHeads: number;
  feedForwardSize: number;
  /** At least the 256 bytes and the special tokens; the rest is filled with tokens nobody writes. */
  vocabularySize: number;
  contextSize: number;
  /** Of the weight matrices. */
  type: "F32" | "F16" | "Q8_0";
}

export const tinyModel: RandomModelOptions = {
  seed: 1,
  architecture: "llama",
  name: "random",
  chatTemplate: true,
  layers: 6,
  embeddingSize: 128,
  heads: 4,
  keyValueHeads: 2,
  feedForwardSize: 256,
  vocabularySize: 288,
  contextSize: 2048,
  type: "F32",
};

/** A temporary folder for models that disappears with the returned function. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "tiller-model-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes the model to `path`, tensor by tensor, so that size costs no memory. */
export function writeRandomModel(path: string, options: Partial<RandomModelOptions> = {}): void {
  const model = { ...tinyModel, ...options };
  const tensors = tensorsOf(model);
  const { header, offsets, fileSize } = layOutGguf(metadataOf(model), tensors);
  const file = openSync(path, "w");
  try {
    writeSync(file, header, 0, header.length, 0);
    tensors.forEach((tensor, i) => {
      const data = tensorData(tensor, new RandomBytes(model.seed * 65537 + i));
      if (tensor.name === outputName) silenceUnprintable(data, data.length / model.vocabularySize);
      writeSync(file, data, 0, data.length, offsets[i]);
    });
    writeSync(file, Uint8Array.of(0), 0, 1, fileSize - 1);
  } finally {
    closeSync(file);
  }
}

const specialTokens = ["<|begin|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>"];
const chatTemplate =
  "{{ bos_token }}{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}" +
  "{% if add_generation_prompt %}<|assistant|>{% endif %}";
const outputName = "output.weight";
/** llama.cpp's token types. */
const tokenType = { normal: 1, control: 3, unused: 5 } as const;

function metadataOf(model: RandomModelOptions): Map<string, GgufValue> {
  const fillers = model.vocabularySize - 256 - specialTokens.length;
  if (fillers < 0) throw new RangeError("The vocabulary is too small for the bytes.");
  const tokens = [
    ...byteTokens(),
    ...specialTokens,
    ...Array.from({ length: fillers }, (_, i) => `<|unused ${i}|>`),
  ];
  const types = [
    ...Array<number>(256).fill(tokenType.normal),
    ...Array<number>(specialTokens.length).fill(tokenType.control),
    ...Array<number>(fillers).fill(tokenType.unused),
  ];
  const uint32 = (value: number): GgufValue => ({ type: "uint32", value });
  const string = (value: string): GgufValue => ({ type: "string", value });
  const { architecture } = model;
  return new Map<string, GgufValue>([
    ["general.architecture", string(architecture)],
    ...(model.name ? ([["general.name", string(model.name)]] as const) : []),
    [`${architecture}.context_length`, uint32(model.contextSize)],
    [`${architecture}.embedding_length`, uint32(model.embeddingSize)],
    [`${architecture}.block_count`, uint32(model.layers)],
    [`${architecture}.feed_forward_length`, uint32(model.feedForwardSize)],
    [`${architecture}.attention.head_count`, uint32(model.heads)],
    [`${architecture}.attention.head_count_kv`, keyValueHeadsOf(model)],
    [`${architecture}.attention.layer_norm_rms_epsilon`, { type: "float32", value: 1e-5 }],
    [`${architecture}.rope.dimension_count`, uint32(model.embeddingSize / model.heads)],
    [`${architecture}.vocab_size`, uint32(model.vocabularySize)],
    ...(architecture === "plamo2"
      ? recurrentSizes(model).map(([k, v]) => [k, uint32(v)] as const)
      : []),
    ["tokenizer.ggml.model", string("gpt2")],
    ["tokenizer.ggml.pre", string("gpt-2")],
    ["tokenizer.ggml.tokens", { type: "array", of: "string", value: tokens }],
    ["tokenizer.ggml.token_type", { type: "array", of: "int32", value: types }],
    ["tokenizer.ggml.merges", { type: "array", of: "string", value: [] }],
    ["tokenizer.ggml.bos_token_id", uint32(256)],
    ["tokenizer.ggml.eos_token_id", uint32(257)],
    ["tokenizer.ggml.add_bos_token", { type: "bool", value: true }],
    ...(model.chatTemplate ? ([["tokenizer.chat_template", string(chatTemplate)]] as const) : []),
  ]);
}

/** One number for all layers, or one each: a recurrent layer has none. */
function keyValueHeadsOf({ architecture, layers, keyValueHeads }: RandomModelOptions): GgufValue {
  if (architecture === "llama") return { type: "uint32", value: keyValueHeads };
  const each = Array.from({ length: layers }, (_, i) => (i === 0 ? 0 : keyValueHeads));
  return { type: "array", of: "int32", value: each };
}

/** Sizes of plamo2's recurrent layers. */
const convolution = 4;
const timeStepSize = 64;

function recurrentSizes({ embeddingSize, heads }: RandomModelOptions): [string, number][] {
  return [
    ["plamo2.ssm.conv_kernel", convolution],
    ["plamo2.ssm.inner_size", embeddingSize],
    ["plamo2.ssm.state_size", embeddingSize / heads],
    ["plamo2.ssm.time_step_rank", heads],
    ["plamo2.ssm.group_count", 0],
  ];
}

/** The 256 bytes in GPT-2's spelling: printable ones as themselves, others moved behind U+0100. */
function byteTokens(): string[] {
  const isPrintable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
  let moved = 0;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(isPrintable(byte) ? byte : 0x100 + moved++),
  );
}

type RandomTensor = GgufTensorInfo & { standardDeviation: number };

function tensorsOf(model: RandomModelOptions): RandomTensor[] {
  const { embeddingSize: width, feedForwardSize, type } = model;
  const keyValueWidth = (width / model.heads) * model.keyValueHeads;
  const matrix = (name: string, columns: number, rows: number, gain = 1): RandomTensor => ({
    name,
    type,
    shape: [columns, rows],
    standardDeviation: gain / Math.sqrt(columns),
  });
  const norm = (name: string, shape = [width]): RandomTensor => ({
    name,
    type: "F32",
    shape,
    standardDeviation: 0,
  });
  const headWidth = width / model.heads;
  const attention = (i: number) => [
    matrix(`blk.${i}.attn_qkv.weight`, width, width + 2 * keyValueWidth),
    norm(`blk.${i}.attn_q_norm.weight`, [headWidth, model.heads]),
    norm(`blk.${i}.attn_k_norm.weight`, [headWidth, model.keyValueHeads]),
    matrix(`blk.${i}.attn_output.weight`, width, width, 0.5),
  ];
  const recurrence = (i: number) => [
    matrix(`blk.${i}.ssm_in.weight`, width, 2 * width),
    norm(`blk.${i}.ssm_conv1d.weight`, [convolution, width]),
    matrix(`blk.${i}.ssm_x.weight`, width, timeStepSize + 2 * headWidth),
    matrix(`blk.${i}.ssm_dt.weight`, timeStepSize, model.heads),
    norm(`blk.${i}.ssm_dt.bias`, [model.heads]),
    // Next to 0, so that the state neither vanishes nor grows.
    { ...norm(`blk.${i}.ssm_a`, [model.heads]), standardDeviation: 1e-3 },
    norm(`blk.${i}.ssm_d`, [model.heads]),
    matrix(`blk.${i}.ssm_out.weight`, width, width, 0.5),
    norm(`blk.${i}.ssm_dt_norm`, [timeStepSize]),
    norm(`blk.${i}.ssm_b_norm`, [headWidth]),
    norm(`blk.${i}.ssm_c_norm`, [headWidth]),
  ];
  const plamo2Block = (i: number) => [
    norm(`blk.${i}.attn_norm.weight`),
    ...(i === 0 ? recurrence(i) : attention(i)),
    norm(`blk.${i}.post_attention_norm`),
    norm(`blk.${i}.ffn_norm.weight`),
    matrix(`blk.${i}.ffn_up.weight`, width, 2 * feedForwardSize),
    matrix(`blk.${i}.ffn_down.weight`, feedForwardSize, width, 0.5),
    norm(`blk.${i}.post_ffw_norm`),
  ];
  const llamaBlock = (i: number) => [
    norm(`blk.${i}.attn_norm.weight`),
    matrix(`blk.${i}.attn_q.weight`, width, width),
    matrix(`blk.${i}.attn_k.weight`, width, keyValueWidth),
    matrix(`blk.${i}.attn_v.weight`, width, keyValueWidth),
    // Halved, so that no block drowns what earlier blocks and steering wrote.
    matrix(`blk.${i}.attn_output.weight`, width, width, 0.5),
    norm(`blk.${i}.ffn_norm.weight`),
    matrix(`blk.${i}.ffn_gate.weight`, width, feedForwardSize),
    matrix(`blk.${i}.ffn_up.weight`, width, feedForwardSize),
    matrix(`blk.${i}.ffn_down.weight`, feedForwardSize, width, 0.5),
  ];
  const block = model.architecture === "plamo2" ? plamo2Block : llamaBlock;
  return [
    { ...matrix("token_embd.weight", width, model.vocabularySize), standardDeviation: 0.5 },
    ...Array.from({ length: model.layers }, (_, i) => block(i)).flat(),
    norm("output_norm.weight"),
    matrix(outputName, width, model.vocabularySize),
  ];
}

/**
 * Weights are uniform over 255 levels, which all types can hold: models that differ only in their
 * type have (almost) the same weights. A norm's weights, without deviation, are all 1.
 */
function tensorData(tensor: RandomTensor, random: RandomBytes): Uint8Array {
  const elements = tensor.shape.reduce((product, size) => product * size, 1);
  if (tensor.standardDeviation === 0) {
    return new Uint8Array(new Float32Array(elements).fill(1).buffer);
  }
  const scaleBits = toFloat16Bits((tensor.standardDeviation * Math.sqrt(3)) / 127);
  const scale = fromFloat16Bits(scaleBits);
  const levels = new Int8Array(random.take(elements).buffer, 0, elements);
  switch (tensor.type) {
    case "F32":
      return new Uint8Array(Float32Array.from(levels, (level) => level * scale).buffer);
    case "F16": {
      // A lookup by byte is much faster than rounding each weight.
      const half = Uint16Array.from({ length: 256 }, (_, i) => toFloat16Bits((i - 128) * scale));
      return new Uint8Array(
        Uint16Array.from(levels, (level) => half[level + 128] as number).buffer,
      );
    }
    case "Q8_0": {
      const blockElements = 32;
      const blockBytes = blockElements + 2;
      const data = new Uint8Array((elements / blockElements) * blockBytes);
      const bytes = new Uint8Array(levels.buffer);
      for (let from = 0, at = 0; from < elements; from += blockElements, at += blockBytes) {
        data[at] = scaleBits & 0xff;
        data[at + 1] = scaleBits >>> 8;
        data.set(bytes.subarray(from, from + blockElements), at + 2);
      }
      return data;
    }
    default:
      throw new RangeError(`Random weights of type ${tensor.type} are not supported.`);
  }
}

/**
 * Zeroes the output rows of all tokens that are not printable ASCII: their logits are 0, and among
 * dozens of random ones there is always one above.
 */
function silenceUnprintable(data: Uint8Array, rowBytes: number): void {
  data.fill(0, 0, 0x20 * rowBytes);
  data.fill(0, 0x7f * rowBytes);
}

/** Marsaglia's xorshift32: not for secrets, but fast and the same everywhere. */
class RandomBytes {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  }

  /** At least `count` bytes. */
  take(count: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(count / 4));
    let state = this.#state;
    for (let i = 0; i < words.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[i] = state;
    }
    this.#state = state;
    return new Uint8Array(words.buffer);
  }
}
