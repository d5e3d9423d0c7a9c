/** What a GGUF model file says of itself, read from its header alone. */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { readGgufFileInfo } from "node-llama-cpp";
import * as z from "zod";
import { modelIdentity, nameFromFile, vocabularyDigest } from "./identity.js";

/** A file that cannot be used as a model; the message is one sentence naming it. */
export class ModelFileError extends Error {
  override readonly name = "ModelFileError";
  constructor(
    readonly code: "model-missing" | "model-unreadable",
    message: string,
  ) {
    super(message);
  }
}

export interface ModelFile {
  path: string;
  name: string;
  architecture: string;
  /** Number of blocks. */
  layers: number;
  /** Width of the residual stream. */
  width: number;
  /**
   * The same for every quantisation of a model, different for different models: vectors belong to
   * it. Architecture, sizes, a digest of the vocabulary, and the name.
   */
  identity: string;
}

const headerSchema = z.object({
  general: z.object({ architecture: z.string(), name: z.string().optional() }),
  tokenizer: z.object({ ggml: z.object({ tokens: z.array(z.string()) }) }),
});
const sizesSchema = z.object({
  block_count: z.int().positive(),
  embedding_length: z.int().positive(),
});

/**
 * Reads a model file's header.
 * @throws ModelFileError when there is no such file, or it is no GGUF model.
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  await checkMagic(path);
  const file = basename(path);
  let header: z.infer<typeof headerSchema>;
  let sizes: z.infer<typeof sizesSchema>;
  try {
    const { metadata } = await readGgufFileInfo(path, {
      sourceType: "filesystem",
      readTensorInfo: false,
      logWarnings: false,
    });
    header = headerSchema.parse(metadata);
    sizes = sizesSchema.parse(
      (metadata as unknown as Record<string, unknown>)[header.general.architecture],
    );
  } catch {
    throw new ModelFileError(
      "model-unreadable",
      `${file} has no readable GGUF model header; the file may be incomplete, so download it again.`,
    );
  }
  const { architecture } = header.general;
  const name = header.general.name || nameFromFile(file);
  const { block_count: layers, embedding_length: width } = sizes;
  const vocabulary = vocabularyDigest(header.tokenizer.ggml.tokens);
  const identity = modelIdentity({ architecture, layers, width, vocabulary, name });
  return { path, name, architecture, layers, width, identity };
}

async function checkMagic(path: string): Promise<void> {
  const magic = Buffer.alloc(4);
  try {
    const handle = await open(path);
    try {
      await handle.read(magic, 0, magic.length, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ModelFileError(
      code === "ENOENT" ? "model-missing" : "model-unreadable",
      code === "ENOENT"
        ? `There is no model file at ${path}; choose another with --model or the setting tiller.model.`
        : `The model file ${path} cannot be read (${code}).`,
    );
  }
  if (magic.toString("latin1") !== "GGUF") {
    throw new ModelFileError(
      "model-unreadable",
      `${path} is not a GGUF model file; choose a file that ends in .gguf.`,
    );
  }
}
