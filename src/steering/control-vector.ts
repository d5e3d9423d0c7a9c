/**
 * Control-vector files, as llama.cpp and repeng read and write them: GGUF with
 * `general.architecture = "controlvector"` and one-dimensional F32 tensors `direction.<L>`, L from
 * 1, each added to the output of zero-based block L. Block 0 has no place in such a file.
 *
 * Our own files contain the mean differences themselves, so that scale 1 adds what the instruction
 * causes, and additional keys (`tiller.*`) with what a plan needs to know about the vector.
 */

import {
  decodeGguf,
  encodeGguf,
  float32Tensor,
  type Gguf,
  GgufError,
  type GgufValue,
  tensorFloats,
} from "../gguf/gguf.js";
import { quoted } from "../text/quoted.js";
import { type LayerDirection, length, type SteeringVector } from "./vector.js";

/** What llama.cpp reads from any control-vector file. */
export interface ControlVector {
  /** Architecture the file says it was made for; a hint only. */
  modelHint: string | undefined;
  /** Elements of every direction: the width of the residual stream. */
  width: number;
  /** By the zero-based block whose output it is added to; gaps are zero. */
  directions: ReadonlyMap<number, Float32Array>;
}

/** A control-vector file that this project wrote. */
export interface VectorFile {
  vector: SteeringVector;
  /** Identity of the model it was measured on. */
  model: string;
}

/** A file that is not a usable control vector; the message is one sentence. */
export class ControlVectorError extends Error {
  override readonly name = "ControlVectorError";
}

const ARCHITECTURE = "controlvector";
const MEASURED_ON = "tiller.measured_on";

/**
 * Reads any control-vector file.
 * @throws ControlVectorError when the bytes are not a well-formed control vector.
 */
export function decodeControlVector(bytes: Uint8Array): ControlVector {
  return controlVectorIn(parse(bytes));
}

function controlVectorIn({ metadata, tensors }: Gguf): ControlVector {
  const directions = new Map<number, Float32Array>();
  for (const tensor of tensors) {
    const block = /^direction\.(\d+)$/.exec(tensor.name)?.[1];
    if (block === undefined) continue;
    if (tensor.type !== "F32" || tensor.shape.length !== 1) {
      throw new ControlVectorError(
        `The tensor ${quoted(tensor.name)} is not one row of 32-bit floats.`,
      );
    }
    if (Number(block) === 0) {
      throw new ControlVectorError("The file has a direction.0, but block 0 cannot be steered.");
    }
    const direction = tensorFloats(tensor);
    if (!direction.every(Number.isFinite)) {
      throw new ControlVectorError(
        `The tensor ${quoted(tensor.name)} holds a value that is no number.`,
      );
    }
    directions.set(Number(block), direction);
  }
  const widths = new Set([...directions.values()].map((direction) => direction.length));
  const [width] = widths;
  if (width === undefined) throw new ControlVectorError("The file holds no direction.");
  if (widths.size > 1) throw new ControlVectorError("The file's directions differ in width.");
  const hint = metadata.get("controlvector.model_hint");
  return { modelHint: hint?.type === "string" ? hint.value : undefined, width, directions };
}

/**
 * Writes a measured vector of a model.
 * @param modelHint the model's architecture, for llama.cpp and repeng
 * @param model the model's identity
 */
export function encodeVectorFile(
  vector: SteeringVector,
  modelHint: string,
  model: string,
): Uint8Array {
  const metadata = new Map<string, GgufValue>([
    ["general.architecture", { type: "string", value: ARCHITECTURE }],
    ["controlvector.model_hint", { type: "string", value: modelHint }],
    ["controlvector.layer_count", { type: "int32", value: vector.layers.length - 1 }],
    ["tiller.model", { type: "string", value: model }],
    ["tiller.vector", { type: "string", value: vector.name }],
    ["tiller.pairs", { type: "uint32", value: vector.pairs }],
    ["tiller.targets", floats(vector.layers.map(({ target }) => target))],
    ["tiller.baselines", floats(vector.layers.map(({ baseline }) => baseline))],
    ["tiller.agreements", floats(vector.layers.map(({ agreement }) => agreement))],
  ]);
  const tensors = vector.layers.slice(1).map(({ direction, norm }, i) =>
    float32Tensor(
      `direction.${i + 1}`,
      direction.map((x) => x * norm),
    ),
  );
  return encodeGguf({ metadata, tensors });
}

/**
 * The same vector file for another model that uses the vector unchanged. `tiller.measured_on` keeps
 * the model it was measured on.
 * @throws ControlVectorError when the bytes are not a control vector
 */
export function moveVectorFile(bytes: Uint8Array, model: string): Uint8Array {
  const { metadata, tensors } = parse(bytes);
  const measuredOn = textAt(metadata, metadata.has(MEASURED_ON) ? MEASURED_ON : "tiller.model");
  const moved = new Map(metadata);
  moved.set("tiller.model", { type: "string", value: model });
  moved.set(MEASURED_ON, { type: "string", value: measuredOn });
  return encodeGguf({ metadata: moved, tensors });
}

/**
 * Reads a file that `encodeVectorFile` wrote. Its block 0 comes back as the zero direction.
 * @throws ControlVectorError for anything else.
 */
export function decodeVectorFile(bytes: Uint8Array): VectorFile {
  const gguf = parse(bytes);
  const { metadata } = gguf;
  const { directions, width } = controlVectorIn(gguf);
  const targets = numbersAt(metadata, "tiller.targets");
  const baselines = numbersAt(metadata, "tiller.baselines");
  const agreements = numbersAt(metadata, "tiller.agreements");
  const pairs = metadata.get("tiller.pairs");
  if (baselines.length !== targets.length || agreements.length !== targets.length) {
    throw new ControlVectorError("The file's targets, baselines and agreements differ in number.");
  }
  if ([...directions.keys()].some((block) => block >= targets.length)) {
    throw new ControlVectorError("The file has a direction for a block without a target.");
  }
  const layers = targets.map((target, layer): LayerDirection => {
    const difference = directions.get(layer) ?? new Float32Array(width);
    const norm = length(difference);
    return {
      direction: norm > 0 ? difference.map((x) => x / norm) : difference,
      norm,
      target,
      baseline: baselines[layer] ?? 0,
      agreement: agreements[layer] ?? 0,
    };
  });
  return {
    vector: {
      name: textAt(metadata, "tiller.vector"),
      pairs: pairs?.type === "uint32" ? pairs.value : 0,
      layers,
    },
    model: textAt(metadata, "tiller.model"),
  };
}

type Metadata = ReadonlyMap<string, GgufValue>;

function parse(bytes: Uint8Array): Gguf {
  try {
    const gguf = decodeGguf(bytes);
    const architecture = gguf.metadata.get("general.architecture");
    if (architecture?.value !== ARCHITECTURE) {
      throw new ControlVectorError("The file is a GGUF file, but not a control vector.");
    }
    return gguf;
  } catch (error) {
    if (error instanceof GgufError) throw new ControlVectorError(error.message);
    throw error;
  }
}

function floats(value: readonly number[]): GgufValue {
  return { type: "array", of: "float32", value };
}

function numbersAt(metadata: Metadata, key: string): readonly number[] {
  const value = metadata.get(key);
  if (value?.type === "array" && value.of === "float32") {
    if (value.value.every(Number.isFinite)) return value.value;
    throw new ControlVectorError(`The file's ${key} hold a value that is no number.`);
  }
  throw new ControlVectorError(`The control vector was not written by Tiller: it has no ${key}.`);
}

function textAt(metadata: Metadata, key: string): string {
  const value = metadata.get(key);
  if (value?.type === "string") return value.value;
  throw new ControlVectorError(`The control vector was not written by Tiller: it has no ${key}.`);
}
