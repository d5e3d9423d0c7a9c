/** A server's list of its models, in whichever form it comes; what cannot be read of it is left out. */

/** What a list says of one model. */
export interface ListedModel {
  /** As a request names it; others that mean the same. */
  names: readonly string[];
  isLlamaCpp: boolean;
  /** Tokens of the context that it runs with. */
  running?: number;
  /** Tokens of the longest context that it can have. */
  longest?: number;
}

const NAMES = ["id", "name", "model", "key"];
/**
 * Of the context in use: llama.cpp's server (in `meta`), vLLM and SGLang, LM Studio. `--ctx-size` or the
 * like may have made it shorter than the model's own.
 */
const RUNNING = ["n_ctx", "max_model_len", "loaded_context_length"];
/** Of the model's own. */
const LONGEST = [
  "context_length",
  "context_window",
  "max_context_length",
  "max_input_tokens",
  "n_ctx_train",
];

type Members = Record<string, unknown>;

/** @returns undefined for what is no list of models */
export function readModelList(answer: unknown): ListedModel[] | undefined {
  const list = listIn(answer);
  return list?.flatMap((one) => modelOf(one) ?? []);
}

/** The entry of a model that a request names so. */
export function listedAs(models: readonly ListedModel[], name: string): ListedModel | undefined {
  const by = (isIt: (own: string) => boolean) => models.find(({ names }) => names.some(isIt));
  const small = name.toLowerCase();
  return (
    by((own) => own === name) ??
    // Ollama's name for a model without a tag.
    by((own) => own === `${name}:latest` || `${own}:latest` === name) ??
    by((own) => own.toLowerCase() === small) ??
    // llama.cpp's server has one model, whatever a request calls it.
    (models.length === 1 && models[0]?.isLlamaCpp ? models[0] : undefined)
  );
}

function listIn(answer: unknown): unknown[] | undefined {
  if (Array.isArray(answer)) return answer;
  if (answer === null) return [];
  if (!isMembers(answer)) return undefined;
  for (const name of ["data", "models"]) {
    const list = answer[name];
    if (Array.isArray(list)) return list;
    // By their names.
    if (isMembers(list)) return Object.entries(list).map(([id, one]) => withName(id, one));
    if (list === null) return [];
  }
  return undefined;
}

function withName(id: string, value: unknown): Members {
  return { ...(isMembers(value) ? value : {}), id };
}

function modelOf(value: unknown): ListedModel | undefined {
  if (typeof value === "string") return { names: [value], isLlamaCpp: false };
  if (!isMembers(value)) return undefined;
  const aliases = Array.isArray(value.aliases) ? value.aliases : [];
  const own = NAMES.map((name) => value[name]);
  const names = [...own, ...aliases].filter((one) => typeof one === "string" && one.trim() !== "");
  if (names.length === 0) return undefined;
  const meta = isMembers(value.meta) ? value.meta : {};
  const running = firstCount(RUNNING, meta, value);
  const longest = firstCount(LONGEST, meta, value);
  return {
    names: [...new Set(names as string[])],
    isLlamaCpp: /^llama\.?cpp$/i.test(String(value.owned_by)),
    ...(running !== undefined && { running }),
    ...(longest !== undefined && { longest }),
  };
}

function firstCount(names: readonly string[], ...places: Members[]): number | undefined {
  for (const name of names) {
    for (const place of places) {
      const count = tokenCount(place[name]);
      if (count !== undefined) return count;
    }
  }
  return undefined;
}

/** A number of tokens; 0 and what is no number are how some say that they do not know. */
export function tokenCount(value: unknown): number | undefined {
  const count = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return count >= 1 && count <= Number.MAX_SAFE_INTEGER ? Math.floor(count) : undefined;
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
