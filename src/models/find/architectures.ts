/**
 * Architectures that llama.cpp knows, and those among them that do not write text word by word.
 * Source: LLM_ARCH_NAMES in llama.cpp's src/llama-arch.cpp, as included in node-llama-cpp 3.22.1.
 */
const known = new Set(
  `
  clip llama llama4 deci falcon grok gpt2 gptj gptneox mpt baichuan starcoder refact bert
  modern-bert nomic-bert nomic-bert-moe neo-bert jina-bert-v2 jina-bert-v3 eurobert bloom
  stablelm qwen qwen2 qwen2moe qwen2vl qwen3 qwen3moe qwen3next qwen3vl qwen3vlmoe qwen35
  qwen35moe qwen4exp phi2 phi3 phimoe plamo plamo2 plamo3 codeshell orion internlm2 minicpm
  minicpm3 gemma gemma2 gemma3 gemma3n gemma4 gemma4-assistant gemma-embedding starcoder2
  mamba mamba2 maple jamba falcon-h1 xverse command-r cohere2 cohere2moe dbrx olmo olmo2 olmoe
  muse-glimmer openelm arctic deepseek deepseek2 deepseek2-ocr deepseek32 deepseek4 chatglm
  glm4 glm4moe glm-dsa bitnet t5 t5encoder jais jais2 nemotron nemotron_h nemotron_h_moe
  exaone exaone4 exaone-moe rwkv6 rwkv6qwen2 rwkv7 arwkv7 granite granitemoe granitehybrid
  graniteswitch granite_swa chameleon wavtokenizer-dec plm bailingmoe bailingmoe2 bailingmoe3
  dots1 dots3note arcee afmoe laguna ernie4_5 ernie4_5-moe hunyuan-moe hunyuan-dense
  hunyuan_vl hy_v3 hy_v4 smollm3 gpt-oss lfm2 lfm2moe dream smallthinker llada llada-moe
  seed_oss grovemoe apertus minimax-01 hrm_text minimax-m2 minimax-m3 cogvlm rnd1
  pangu-embedded mistral3 eagle3 dflash mistral4 paddleocr mimo2 step35 spark2_5 llama-embed
  maincoder kimi-linear kimi-k3 talkie mellum nanbeige qwen3tts pockettts
  `
    .trim()
    .split(/\s+/),
);

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
