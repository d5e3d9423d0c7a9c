/** What is worth knowing about a GGUF file before it is loaded, from its header alone. */
import { basename } from "node:path";
import { GgufFileType } from "node-llama-cpp";
import { elementCount, endOfData, tensorByteLength } from "../../gguf/header.js";
import { type FileHeader, readHeaderFile } from "../header-file.js";
import { nameFromFile } from "../identity.js";
import { countOf, textOf } from "../metadata.js";
import { shownName } from "../shown-name.js";
import { type OtherPurpose, otherPurpose } from "./architectures.js";
import { type AttentionSizes, attentionSizes } from "./attention-sizes.js";

/** One file, which may be part of a model. */
export interface FileFacts {
  /** As in its identity: the header's name, or else one derived from the file's. */
  name: string;
  architecture: string;
  /** What the file is for, if not for writing. */
  purpose: OtherPurpose | undefined;
  /** Longest context it was trained on, in tokens. */
  contextLength: number | undefined;
  /** Number of blocks and width of the residual stream. */
  layers: number;
  width: number;
  /** As in file names: `Q4_K_M`. */
  quantisation: string | undefined;
  /** What determines the size of the key-value cache and the compute buffers. */
  attention: AttentionSizes;
  hasVocabulary: boolean;
  /** Number of weights, and the bytes they take. */
  parameters: number;
  weightBytes: number;
  /** Bytes missing at the end. */
  missingBytes: number;
}

/** Only these metadata values are read; vocabularies are skipped. */
const WANTED =
  /^general\.(?:architecture|name|type|file_type)$|\.(?:context_length|block_count|embedding_length|feed_forward_length|vocab_size|pooling_type)$|\.attention\.(?:causal|head_count|head_count_kv|key_length|value_length|key_length_swa|value_length_swa|key_length_mla|sliding_window|sliding_window_pattern)$/;

/** The longest sensible per-layer list; llama.cpp allows 512 layers. */
const MOST_LAYERS = 512;
/**
 * Bit of `general.file_type` that marks the type as guessed. Source: LLAMA_FTYPE_GUESSED in
 * llama.h.
 */
const GUESSED = 1024;

/** @throws GgufError for a file that is not a GGUF model file, or is damaged */
export async function readFileFacts(path: string): Promise<FileFacts> {
  return factsOf(await readHeaderFile(path, (key) => WANTED.test(key)), basename(path));
}

function factsOf(header: FileHeader, file: string): FileFacts {
  const { metadata, keys, tensors, fileSize } = header;
  const architecture = shownName(textOf(metadata, "general.architecture") ?? "");
  const of = (key: string) => countOf(metadata, `${architecture}.${key}`);
  const layers = of("block_count") ?? 0;
  const embeds = (of("pooling_type") ?? 0) > 0 || of("attention.causal") === 0;
  const purpose = otherPurpose(architecture, textOf(metadata, "general.type"));
  return {
    name: textOf(metadata, "general.name") || nameFromFile(file),
    architecture,
    purpose: purpose ?? (embeds ? "embedding" : undefined),
    contextLength: of("context_length") || undefined,
    layers,
    width: of("embedding_length") ?? 0,
    quantisation: quantisationOf(header),
    attention: attentionSizes(header, architecture, Math.min(layers, MOST_LAYERS)),
    hasVocabulary: keys.has("tokenizer.ggml.tokens"),
    parameters: tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    weightBytes: tensors.reduce((sum, tensor) => sum + tensorByteLength(tensor), 0),
    missingBytes: Math.max(0, endOfData(header) - fileSize),
  };
}

/** What the file says, or the type of most of its weights. */
function quantisationOf({ metadata, tensors }: FileHeader): string | undefined {
  const told = countOf(metadata, "general.file_type");
  const name = told === undefined ? undefined : GgufFileType[told & ~GUESSED];
  if (name) return name.replace(/^(?:MOSTLY|ALL)_/, "");
  const weights = new Map<string, number>();
  for (const { type, shape } of tensors) {
    weights.set(type, (weights.get(type) ?? 0) + elementCount(shape));
  }
  return [...weights].sort((a, b) => b[1] - a[1])[0]?.[0];
}
