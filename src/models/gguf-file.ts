/** What a GGUF model file says about itself, read from its header alone. */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import * as l10n from "@vscode/l10n";
import { GgufError } from "../gguf/bytes.js";
import { endOfData } from "../gguf/header.js";
import { type FileHeader, readHeaderFile } from "./header-file.js";
import { modelIdentity, nameFromFile, vocabularyDigest } from "./identity.js";
import { countOf, textOf } from "./metadata.js";
import { modelName } from "./model-name.js";
import { starter } from "./starter.js";

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
  /** As returned by `modelName`. */
  name: string;
  architecture: string;
  /** Number of blocks. */
  layers: number;
  /** Width of the residual stream. */
  width: number;
  /** Longest context it was trained on, in tokens; undefined where the header does not say. */
  contextLength: number | undefined;
  /** Of the file. */
  bytes: number;
  /**
   * The same for every quantisation of a model, different for different models: vectors belong to
   * it. Architecture, sizes, a digest of the vocabulary, and the header's name.
   */
  identity: string;
}

/**
 * Reads a model file's header.
 * @throws ModelFileError when there is no such file, or it is not a GGUF model, or is incomplete.
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  await checkMagic(path);
  const file = basename(path);
  const { metadata, fileSize: bytes } = await readWholeHeader(path);
  const architecture = textOf(metadata, "general.architecture");
  const layers = countOf(metadata, `${architecture}.block_count`);
  const width = countOf(metadata, `${architecture}.embedding_length`);
  const contextLength = countOf(metadata, `${architecture}.context_length`);
  const tokens = metadata.get(VOCABULARY);
  if (!architecture || !layers || !width || tokens?.type !== "array" || tokens.of !== "string") {
    throw unreadable(file);
  }
  const inHeader = textOf(metadata, "general.name");
  const name = await modelName(path, inHeader ?? "");
  const vocabulary = vocabularyDigest(tokens.value);
  const parts = { architecture, layers, width, vocabulary, name: inHeader || nameFromFile(file) };
  const identity = modelIdentity(parts);
  return { path, name, architecture, layers, width, contextLength, bytes, identity };
}

const VOCABULARY = "tokenizer.ggml.tokens";
const DESCRIBING =
  /^general\.(?:architecture|name)$|\.(?:block_count|embedding_length|context_length)$/;

/** The header of a file, checked to be as long as its tensors require. */
async function readWholeHeader(path: string): Promise<FileHeader> {
  try {
    const header = await readHeaderFile(path, (key) => key === VOCABULARY || DESCRIBING.test(key));
    if (endOfData(header) <= header.fileSize) return header;
  } catch (error) {
    if (!(error instanceof GgufError)) throw error;
  }
  throw unreadable(basename(path));
}

function unreadable(file: string): ModelFileError {
  return new ModelFileError(
    "model-unreadable",
    l10n.t(
      "{0} has no readable GGUF model header; the file may be incomplete, so download it again.",
      file,
    ),
  );
}

function missing(path: string): string {
  return basename(path) === starter.file
    ? l10n.t(
        'There is no model file at {0}; fetch it with "Tiller: Download Model..." or tiller download {1}, or choose another model.',
        path,
        starter.name,
      )
    : l10n.t(
        "There is no model file at {0}; choose another with --model or the setting tiller.model.",
        path,
      );
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
    if (code === "ENOENT") throw new ModelFileError("model-missing", missing(path));
    throw new ModelFileError(
      "model-unreadable",
      l10n.t("The model file {0} cannot be read ({1}).", path, code ?? ""),
    );
  }
  if (magic.toString("latin1") !== "GGUF") {
    throw new ModelFileError(
      "model-unreadable",
      l10n.t("{0} is not a GGUF model file; choose a file that ends in .gguf.", path),
    );
  }
}
