/**
 * Which model a vector belongs to, as text: `architecture/layers x width/vocabulary/name`. The same for
 * every quantisation of a model, different for different models.
 */
import { shortDigest } from "./digest.js";

export interface IdentityParts {
  architecture: string;
  /** Number of blocks. */
  layers: number;
  /** Width of the residual stream. */
  width: number;
  /** Digest of the tokens in their order. */
  vocabulary: string;
  name: string;
}

/** Twelve hexadecimal digits that distinguish vocabularies. */
export function vocabularyDigest(tokens: readonly string[]): string {
  return shortDigest(tokens.join("\n"), 12);
}

export function modelIdentity(parts: IdentityParts): string {
  const { architecture, layers, width, vocabulary, name } = parts;
  return [architecture, `${layers}x${width}`, vocabulary, name].join("/");
}

/** The parts of an identity; undefined for any other text. */
export function parseIdentity(identity: string): IdentityParts | undefined {
  // The name comes last because it may contain slashes itself.
  const parts = /^([^/]+)\/(\d+)x(\d+)\/([0-9a-f]+)\/(.+)$/s.exec(identity);
  if (!parts) return undefined;
  const [, architecture = "", layers, width, vocabulary = "", name = ""] = parts;
  return { architecture, layers: Number(layers), width: Number(width), vocabulary, name };
}

/** How files of one model differ: `-Q4_K_M`, `.f16`, `-IQ3_XXS`, `-00001-of-00003`. */
const FILE_VARIANT =
  /[-._](?:\d{5}-of-\d{5}|(?:i1-)?(?:UD-)?(?:I?Q\d(?:_[A-Z0-9]+)*|TQ\d_\d|MXFP4(?:_MOE)?|BF16|F16|F32|FP16|FP32))$/i;

/**
 * A model's name derived from its file's, for a header that gives none, without what quantisation
 * adds.
 */
export function nameFromFile(file: string): string {
  let name = file.replace(/\.gguf$/i, "");
  for (let shorter = name.replace(FILE_VARIANT, ""); shorter !== name; ) {
    name = shorter;
    shorter = name.replace(FILE_VARIANT, "");
  }
  return name;
}
