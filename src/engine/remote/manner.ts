/**
 * How a model of a server takes to be asked, as far as asking has shown it. A refusal leads to the next
 * manner, until one is not refused: a field is left out, another way of asking is taken, a text is shorter.
 */
import type { ServerFailure } from "./server-failure.js";
import { isOfTemplate } from "./server-sentence.js";

/** How a text is asked for, the most seamless way first: completed, begun in the answer, asked in words. */
export type Way = "complete" | "begin" | "ask";

export interface Manner {
  /** Ways that it does not know. */
  readonly refusedWays: readonly Way[];
  /** Ways that failed and may not fail the next time, for this request alone. */
  readonly failedWays: readonly Way[];
  /** Fields that it does not take. */
  readonly leftOut: readonly string[];
  /** What it calls the most tokens that it may write. */
  readonly lengthField: "max_tokens" | "max_completion_tokens";
  /** A message's content is a list of parts. */
  readonly hasListContent: boolean;
  /** Tokens of its context, where that turned out to be smaller than it said. */
  readonly contextSize?: number;
  /** How often what did not fit was halved, for this request alone. */
  readonly halvings: number;
  /** It thinks before it writes, so it needs room for both. */
  readonly thinks: boolean;
}

export const FIRST_MANNER: Manner = {
  refusedWays: [],
  failedWays: [],
  leftOut: [],
  lengthField: "max_tokens",
  hasListContent: false,
  halvings: 0,
  thinks: false,
};

/** What of a manner holds for the next request, too. */
export function remembered(manner: Manner): Manner {
  return { ...manner, failedWays: [], halvings: 0 };
}

/** What was asked for and refused. */
export interface Refused {
  way: Way;
  /** Ways that are left, the next one first. */
  nextWays: readonly Way[];
  /** Fields of its body that can be done without. */
  optional: readonly string[];
  /** Tokens that the context was taken to have. */
  contextSize: number;
}

/** Statuses of a refusal of what was asked, not of who asked, nor of asking now. */
const OF_THE_REQUEST = [400, 404, 405, 406, 413, 415, 422, 500, 501];
/** Of one that says that something in the body is wrong. */
const OF_THE_BODY = [400, 415, 422];
const MOST_HALVINGS = 4;

/** Too much for the context, in the words of llama.cpp's server, vLLM, SGLang, TGI, LM Studio and others. */
const TOO_LONG = [
  /context[ _-]?(size|length|window|limit|overflow)|maximum model length|max_model_len|n_ctx/i,
  /(prompt|input|inputs|request|messages?|text|conversation)`? (is|are|was|has|have) .{0,40}too (long|large|many)/i,
  /too many (input )?tokens|reduce the length|\btokens? .{0,60}(exceeds?|too long|too large|must be <=|less than)/i,
  /exceeds? .{0,40}\b(context|tokens)\b|prompt too long|too large for model|max_tokens must be at least 1/i,
];
/** Where they say how much it is. */
const SIZES = [
  /n_ctx\D{0,5}(\d+)/,
  /(\d+) (?:tokens )?maximum/i,
  /(?:context|maximum|model)[^.\d]{0,40}(?:length|size|window|len|limit)\D{0,24}?(\d+)/i,
  /(?:<=|less than|at most|limit of|maximum of|>)\s*(\d+)/i,
];
/** Content that was to be a list of parts. */
const ABOUT_CONTENT =
  /content.{0,60}(list|array|parts|sequence|iterable)|(list|array|sequence|iterable).{0,60}content/i;

/**
 * How to ask next after a refusal; undefined when there is no other manner.
 */
export function afterRefusal(
  manner: Manner,
  { status, words }: Pick<ServerFailure, "status" | "words">,
  { way, nextWays, optional, contextSize }: Refused,
): Manner | undefined {
  if (status !== undefined && !OF_THE_REQUEST.includes(status)) return undefined;
  if (isTooLong({ status, words })) return shorter(manner, words, contextSize);
  const named = optional.filter((field) => names(words, field));
  if (named.length > 0) return without(manner, named, words);
  if (nextWays.length > 0) {
    return status === undefined || status === 500
      ? { ...manner, failedWays: [...manner.failedWays, way] }
      : { ...manner, refusedWays: [...manner.refusedWays, way] };
  }
  if (!manner.hasListContent && way !== "complete" && isAboutContent(words)) {
    return { ...manner, hasListContent: true };
  }
  // It says that something is wrong, and not what.
  const extras = optional.filter((field) => field !== "stream" && field !== manner.lengthField);
  const isPlain = extras.length === 0 || !OF_THE_BODY.includes(status ?? 0);
  return isPlain ? undefined : without(manner, extras, words);
}

/** Whether the refusal says that what was sent does not fit. */
export function isTooLong({ status, words }: Pick<ServerFailure, "status" | "words">): boolean {
  return status === 413 || TOO_LONG.some((pattern) => pattern.test(words));
}

/** Also a template's own failure is taken for that: some cannot say what they miss in a string. */
function isAboutContent(words: string): boolean {
  return ABOUT_CONTENT.test(words) || /template/i.test(words) || isOfTemplate(words);
}

function shorter(manner: Manner, words: string, contextSize: number): Manner | undefined {
  const sizes = SIZES.map((pattern) => Number(pattern.exec(words)?.[1]));
  const smaller = sizes.find((size) => size >= 1 && size < contextSize);
  if (smaller !== undefined) return { ...manner, contextSize: smaller };
  // Its tokens are shorter than was thought.
  return manner.halvings < MOST_HALVINGS ? { ...manner, halvings: manner.halvings + 1 } : undefined;
}

function without(manner: Manner, fields: readonly string[], words: string): Manner {
  if (fields.includes("max_tokens") && names(words, "max_completion_tokens")) {
    return { ...manner, lengthField: "max_completion_tokens" };
  }
  // "stream" is in the names of others and in many sentences.
  const others = fields.filter((field) => field !== "stream");
  return {
    ...manner,
    leftOut: [...manner.leftOut, ...(others.length > 0 ? others : fields)],
  };
}

/** Whether a field is named, as a word of its own. */
function names(words: string, field: string): boolean {
  return new RegExp(`(^|[^\\p{L}\\p{N}_])${field}($|[^\\p{L}\\p{N}_])`, "iu").test(words);
}
