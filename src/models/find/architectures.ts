/** Architectures that llama.cpp knows, and those of them that do not write text word after word. */
import * as nodeLlamaCpp from "node-llama-cpp";

/** Declared there as a constant enum, whose members TypeScript does not tell; it is an object all the same. */
const { GgufArchitectureType } = nodeLlamaCpp as unknown as {
  GgufArchitectureType: Readonly<Record<string, string>>;
};

/**
 * Those that the llama.cpp in node-llama-cpp 3.22.1 loads although node-llama-cpp does not name them.
 * Source: LLM_ARCH_NAMES in llama.cpp's src/llama-arch.cpp.
 */
const unnamed = [
  "bailingmoe3",
  "dots3note",
  "granite_swa",
  "hrm_text",
  "hy_v4",
  "kimi-k3",
  "maple",
  "minimax-01",
  "pockettts",
  "qwen4exp",
  "spark2_5",
];

const known = new Set([...Object.values(GgufArchitectureType), ...unnamed]);
// llama.cpp's word for one that it does not know.
known.delete("(unknown)");

export function isKnownArchitecture(architecture: string): boolean {
  return known.has(architecture);
}

/** What a file is if it is not a model that writes. */
export type OtherPurpose =
  | "projector"
  | "adapter"
  | "control-vector"
  | "embedding"
  | "diffusion"
  | "draft"
  | "speech"
  | "encoder-decoder";

const purposes: Readonly<Record<string, OtherPurpose>> = {
  clip: "projector",
  controlvector: "control-vector",
  bert: "embedding",
  "modern-bert": "embedding",
  "nomic-bert": "embedding",
  "nomic-bert-moe": "embedding",
  "neo-bert": "embedding",
  "jina-bert-v2": "embedding",
  "jina-bert-v3": "embedding",
  eurobert: "embedding",
  "gemma-embedding": "embedding",
  "llama-embed": "embedding",
  t5encoder: "embedding",
  t5: "encoder-decoder",
  dream: "diffusion",
  llada: "diffusion",
  "llada-moe": "diffusion",
  rnd1: "diffusion",
  eagle3: "draft",
  dflash: "draft",
  "gemma4-assistant": "draft",
  "wavtokenizer-dec": "speech",
  qwen3tts: "speech",
  pockettts: "speech",
};

/** `general.type` of files that are no models. Source: GGUFType in gguf-py's constants.py. */
const types: Readonly<Record<string, OtherPurpose>> = {
  adapter: "adapter",
  mmproj: "projector",
};

/** @returns undefined for a model that writes text */
export function otherPurpose(
  architecture: string,
  type: string | undefined,
): OtherPurpose | undefined {
  const own = <T>(record: Readonly<Record<string, T>>, key: string) =>
    Object.hasOwn(record, key) ? record[key] : undefined;
  return own(types, type ?? "") ?? own(purposes, architecture);
}
