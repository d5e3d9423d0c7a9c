/**
 * Tiny models with random weights as GGUF files, the same for the same seed. They write endless
 * nonsense in printable ASCII, but every number in them can be checked.
 */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { f16round, setFloat16 } from "@petamoriken/float16";
import { type GgufTensorInfo, type GgufValue, layOutGguf } from "../../src/gguf/gguf.js";
import {
  type Architecture,
  type ArchitectureName,
  architectures,
  type Sizes,
  type Weight,
} from "./random-architectures.js";

export interface RandomModelOptions extends Sizes {
  seed: number;
  architecture: ArchitectureName;
  /** `tokenizer.ggml.pre`: how text is split before it becomes tokens. */
  preTokenizer: string;
  /** `general.name`; empty for a file that does not give its name. */
  name: string;
  /** Base models have none. */
  chatTemplate: boolean;
  /** Type of the weight matrices. */
  type: "F32" | "F16" | "Q8_0" | "Q4_0";
}

export const tinyModel: RandomModelOptions = {
  seed: 1,
  architecture: "llama",
  preTokenizer: "gpt-2",
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

/** A temporary folder for models, removed by the returned function. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "tiller-model-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes the model to `path` tensor by tensor, so that large models take no memory. */
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
    ftruncateSync(file, fileSize);
  } finally {
    closeSync(file);
  }
}

const specialTokens = ["<|begin|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>"];
const chatTemplate =
  "{{ bos_token }}{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}" +
  "{% if add_generation_prompt %}<|assistant|>{% endif %}";
const outputName = "output.weight";
/** Of all norms. */
export const EPSILON = 1e-5;
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
    [`${architecture}.attention.head_count_kv`, uint32(model.keyValueHeads)],
    [`${architecture}.attention.layer_norm_rms_epsilon`, { type: "float32", value: EPSILON }],
    [`${architecture}.attention.layer_norm_epsilon`, { type: "float32", value: EPSILON }],
    [`${architecture}.rope.dimension_count`, uint32(model.embeddingSize / model.heads)],
    [`${architecture}.vocab_size`, uint32(model.vocabularySize)],
    ...(architectureOf(model).metadata?.(model) ?? []).map(
      ([key, value]) => [`${architecture}.${key}`, value] as const,
    ),
    ["tokenizer.ggml.model", string("gpt2")],
    ["tokenizer.ggml.pre", string(model.preTokenizer)],
    ["tokenizer.ggml.tokens", { type: "array", of: "string", value: tokens }],
    ["tokenizer.ggml.token_type", { type: "array", of: "int32", value: types }],
    ["tokenizer.ggml.merges", { type: "array", of: "string", value: [] }],
    ["tokenizer.ggml.bos_token_id", uint32(256)],
    ["tokenizer.ggml.eos_token_id", uint32(257)],
    ["tokenizer.ggml.add_bos_token", { type: "bool", value: true }],
    ...(model.chatTemplate ? ([["tokenizer.chat_template", string(chatTemplate)]] as const) : []),
  ]);
}

function architectureOf({ architecture }: RandomModelOptions): Architecture {
  return architectures[architecture];
}

/** The 256 bytes in GPT-2's spelling: printable ones as themselves, others moved behind U+0100. */
export function byteTokens(): string[] {
  const isPrintable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
  let moved = 0;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(isPrintable(byte) ? byte : 0x100 + moved++),
  );
}

type RandomTensor = GgufTensorInfo & { standardDeviation: number };

function tensorsOf(model: RandomModelOptions): RandomTensor[] {
  const { embeddingSize: width, vocabularySize, layers } = model;
  const { block, others, tied } = architectureOf(model);
  const weights = (all: Weight[]) => all.map((weight) => tensorOf(weight, model.type));
  const [embedding, output] = weights([
    { name: "token_embd.weight", kind: "matrix", shape: [width, vocabularySize] },
    { name: outputName, kind: "matrix", shape: [width, vocabularySize] },
  ]) as [RandomTensor, RandomTensor];
  return [
    { ...embedding, standardDeviation: tied ? 1 / Math.sqrt(width) : 0.5 },
    ...Array.from({ length: layers }, (_, i) => weights(block(i, model))).flat(),
    ...weights(others?.(model) ?? []),
    ...weights([{ name: "output_norm.weight", kind: "vector", shape: [width] }]),
    ...(tied ? [] : [output]),
  ];
}

function tensorOf(weight: Weight, type: RandomModelOptions["type"]): RandomTensor {
  const { name } = weight;
  switch (weight.kind) {
    case "matrix": {
      const { shape, gain = 1 } = weight;
      const sizes = shape.filter((size) => size !== undefined);
      return { name, type, shape: sizes, standardDeviation: gain / Math.sqrt(shape[0]) };
    }
    case "vector":
      return { name, type: "F32", shape: weight.shape, standardDeviation: 0 };
    case "bias":
      return { name, type: "F32", shape: weight.shape, standardDeviation: 1e-3 };
  }
}

/** The output matrix of a model in F32, row by row: one for each token. */
export function outputRows(options: Partial<RandomModelOptions>): Float32Array[] {
  const model = { ...tinyModel, ...options };
  const tensors = tensorsOf(model);
  const name = architectureOf(model).tied ? "token_embd.weight" : outputName;
  const i = tensors.findIndex((tensor) => tensor.name === name);
  const data = tensorData(tensors[i] as RandomTensor, new RandomBytes(model.seed * 65537 + i));
  if (name === outputName) silenceUnprintable(data, data.length / model.vocabularySize);
  const values = new Float32Array(data.buffer);
  const width = model.embeddingSize;
  return Array.from({ length: model.vocabularySize }, (_, row) =>
    values.subarray(row * width, (row + 1) * width),
  );
}

/**
 * Weights are uniform over 255 levels, which all types can represent, so models that differ only in
 * type have (almost) the same weights. A norm's weights have no deviation and are all 1.
 */
function tensorData(tensor: RandomTensor, random: RandomBytes): Uint8Array {
  const elements = tensor.shape.reduce((product, size) => product * size, 1);
  if (tensor.standardDeviation === 0) {
    return new Uint8Array(new Float32Array(elements).fill(1).buffer);
  }
  const scale = f16round((tensor.standardDeviation * Math.sqrt(3)) / 127);
  const levels = new Int8Array(random.take(elements).buffer, 0, elements);
  switch (tensor.type) {
    case "F32":
      return new Uint8Array(Float32Array.from(levels, (level) => level * scale).buffer);
    case "F16": {
      // A lookup by byte is much faster than rounding each weight.
      const half = new Uint16Array(256);
      const view = new DataView(half.buffer);
      for (let i = 0; i < 256; i++) setFloat16(view, i * 2, (i - 128) * scale, true);
      return new Uint8Array(
        Uint16Array.from(levels, (level) => half[level + 128] as number).buffer,
      );
    }
    case "Q8_0": {
      const blockElements = 32;
      const blockBytes = blockElements + 2;
      const data = new Uint8Array((elements / blockElements) * blockBytes);
      const view = new DataView(data.buffer);
      const bytes = new Uint8Array(levels.buffer);
      for (let from = 0, at = 0; from < elements; from += blockElements, at += blockBytes) {
        setFloat16(view, at, scale, true);
        data.set(bytes.subarray(from, from + blockElements), at + 2);
      }
      return data;
    }
    case "Q4_0": {
      const blockElements = 32;
      const blockBytes = blockElements / 2 + 2;
      const data = new Uint8Array((elements / blockElements) * blockBytes);
      // Sixteen levels instead of 255, with the same deviation.
      const fourBitScale = (tensor.standardDeviation * Math.sqrt(3)) / 8;
      const view = new DataView(data.buffer);
      const bytes = new Uint8Array(levels.buffer);
      for (let from = 0, at = 0; from < elements; from += blockElements, at += blockBytes) {
        setFloat16(view, at, fourBitScale, true);
        data.set(bytes.subarray(from, from + blockElements / 2), at + 2);
      }
      return data;
    }
    default:
      throw new RangeError(`Random weights of type ${tensor.type} are not supported.`);
  }
}

/**
 * Zeroes the output rows of all tokens that are not printable ASCII: their logits are 0, and among
 * dozens of random logits there is always a higher one.
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
