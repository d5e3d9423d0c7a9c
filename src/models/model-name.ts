/**
 * The name that people see for a model everywhere: in the editor and on the command line, before
 * and after it is loaded. It is the file's name, with the quantisation set apart. If that name does
 * not say which model the file holds, the model is named after its folder, if that bears a model's
 * name, or else by its header. Vectors belong to the model's identity, not to this name.
 */
import { basename, dirname } from "node:path";
import { readModelHead } from "./model-head.js";
import { isServerReference } from "./model-reference.js";
import { isOllamaBlob, ollamaName } from "./ollama.js";
import { shownName } from "./shown-name.js";

/**
 * @param model a file's path, or a server's address and model, as in the setting
 * @param inHeader the name in the file's header, if already read; otherwise it is read when needed
 */
export async function modelName(model: string, inHeader?: string): Promise<string> {
  const told = toldByReference(model) ?? (await ollamaName(model));
  if (told !== undefined) return told;
  const header = inHeader ?? (await readModelHead(model))?.name ?? "";
  const { name, quantisation } = partsOf(fileStem(model));
  return tells(header) ? joined(header, quantisation) : joined(name, quantisation);
}

/**
 * The name as far as the reference alone gives it; for nearly all models, the same as
 * `modelName`'s.
 */
export function modelNameAtOnce(model: string): string {
  const { name, quantisation } = partsOf(fileStem(model));
  return toldByReference(model) ?? joined(name, quantisation);
}

function toldByReference(model: string): string | undefined {
  if (isServerReference(model)) return serverName(model);
  const ofFile = partsOf(fileStem(model));
  if (tells(ofFile.name)) return joined(ofFile.name, ofFile.quantisation);
  if (isOllamaBlob(model)) return undefined;
  const folder = modelFolder(model);
  return folder && joined(folder.name, ofFile.quantisation || folder.quantisation);
}

/** Where texts are sent comes first and is never cut off. */
function serverName(model: string): string {
  const [address = "", ...name] = model.split("#");
  const host = URL.canParse(address) ? new URL(address).host : address;
  return shownName([host, name.join("#")].join(" · "));
}

/** What separates the parts of a name. */
const BETWEEN = "[-._ ]";

/** `Q4_K_M`, `IQ3_XXS`, `i1-Q4_K_S`, `UD-Q4_K_XL`, `q8_0`, `BF16`, as a part of a name. */
const QUANTISATION = new RegExp(
  `(?<=^|${BETWEEN})(?:i1-)?(?:UD-)?(?:I?Q\\d+K?[SML]?(?:_(?:\\d|K|NL|X*[SL]|M))*|TQ\\d_\\d|(?:MX|NV)FP4(?:_MOE)?|B?F16|F32|FP(?:8|16|32))(?=${BETWEEN}|$)`,
  "gi",
);

interface NameParts {
  name: string;
  /** Including what follows it; empty if the name has none. */
  quantisation: string;
}

function partsOf(stem: string): NameParts {
  const found = [...stem.matchAll(QUANTISATION)].at(-1);
  if (!found) return { name: stem, quantisation: "" };
  const [text] = found;
  const rest = stem.slice(found.index + text.length);
  return {
    name: stem.slice(0, found.index).replace(new RegExp(`${BETWEEN}+$`), ""),
    quantisation: text.toUpperCase().replace(/^I1-/, "i1-") + rest,
  };
}

/** A file's name without its extension, and without where it came from or which part it is. */
function fileStem(path: string): string {
  return (
    basename(path)
      .replace(/\.gguf$/i, "")
      .replace(/[-._]\d{5}-of-\d{5}$/, "")
      // llama.cpp's own downloads: OWNER_REPOSITORY-GGUF_FILE.
      .replace(/^.+-GGUF_(?=.)/i, "")
  );
}

/** Words that programs use as file names, whatever the model. */
const GENERAL = new Set(
  "model models ggml gguf hf unsloth weights pytorch consolidated merged converted quantized output final default main latest checkpoint llm blobs snapshots sha256".split(
    " ",
  ),
);

/** Whether a name says which model it is: not "model", "ggml-model", a number or a digest. */
function tells(name: string): boolean {
  return shownName(name)
    .split(new RegExp(BETWEEN))
    .some((word) => !GENERAL.has(word.toLowerCase()) && !/^(?:\d*|[0-9a-f]{32,})$/i.test(word));
}

/** Folders between a repository's own and its files, in the caches of programs. */
const MOST_LEVELS = 4;

/**
 * The name of the folder that a file's model was put in; undefined if the folder is for all models.
 */
function modelFolder(path: string): NameParts | undefined {
  let folder = dirname(path);
  let quantisation = "";
  for (let level = 0; level < MOST_LEVELS; level++) {
    const own = basename(folder);
    // The hub's cache: models--OWNER--REPOSITORY.
    const repository = /^models--.+?--(.+)$/.exec(own)?.[1];
    const parts = partsOf((repository ?? own).replace(/[-_.]GGUF$/i, ""));
    const isModels = repository !== undefined || /^(?=.*\d)(?=.*\p{L}).*[-._]/u.test(own);
    // Here, each quantisation has a folder in between.
    quantisation ||= parts.quantisation;
    if (tells(parts.name)) return isModels ? { name: parts.name, quantisation } : undefined;
    // A folder above many models is not named after one.
    if (/^models?$/i.test(own)) return undefined;
    folder = dirname(folder);
  }
  return undefined;
}

function joined(name: string, quantisation: string): string {
  return shownName([name, quantisation].join(" "));
}
