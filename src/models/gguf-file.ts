/** What a GGUF model file says of itself, read from its header alone. */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import * as l10n from "@vscode/l10n";
import { GgufError, type GgufValue } from "../steering/gguf-bytes.js";
import { readHeaderFile } from "./header-file.js";
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

/**
 * Reads a model file's header.
 * @throws ModelFileError when there is no such file, or it is no GGUF model.
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  await checkMagic(path);
  const file = basename(path);
  const metadata = await readMetadata(path);
  const architecture = text(metadata, "general.architecture");
  const layers = positive(metadata, `${architecture}.block_count`);
  const width = positive(metadata, `${architecture}.embedding_length`);
  const tokens = metadata.get(VOCABULARY);
  if (!architecture || !layers || !width || tokens?.type !== "array" || tokens.of !== "string") {
    throw unreadable(file);
  }
  const name = text(metadata, "general.name") || nameFromFile(file);
  const vocabulary = vocabularyDigest(tokens.value);
  const identity = modelIdentity({ architecture, layers, width, vocabulary, name });
  return { path, name, architecture, layers, width, identity };
}

const VOCABULARY = "tokenizer.ggml.tokens";
const IDENTIFYING = /^general\.(?:architecture|name)$|\.(?:block_count|embedding_length)$/;

async function readMetadata(path: string): Promise<ReadonlyMap<string, GgufValue>> {
  try {
    const wanted = (key: string) => key === VOCABULARY || IDENTIFYING.test(key);
    return (await readHeaderFile(path, wanted)).metadata;
  } catch (error) {
    if (error instanceof GgufError) throw unreadable(basename(path));
    throw error;
  }
}

function unreadable(file: string): ModelFileError {
  return new ModelFileError(
    "model-unreadable",
    `${file} has no readable GGUF model header; the file may be incomplete, so download it again.`,
  );
}

function text(metadata: ReadonlyMap<string, GgufValue>, key: string): string | undefined {
  const entry = metadata.get(key);
  return entry?.type === "string" ? entry.value : undefined;
}

function positive(metadata: ReadonlyMap<string, GgufValue>, key: string): number | undefined {
  const value = metadata.get(key)?.value;
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
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
        ? l10n.t(
            "There is no model file at {0}; choose another with --model or the setting tiller.model.",
            path,
          )
        : l10n.t("The model file {0} cannot be read ({1}).", path, code ?? ""),
    );
  }
  if (magic.toString("latin1") !== "GGUF") {
    throw new ModelFileError(
      "model-unreadable",
      l10n.t("{0} is not a GGUF model file; choose a file that ends in .gguf.", path),
    );
  }
}
