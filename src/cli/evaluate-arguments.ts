/** What `tiller evaluate` is asked for. */
import { resolve } from "node:path";
import { parseConstraint } from "../constraints/notation.js";
import type { ActiveConstraint } from "../constraints/selection.js";
import type { Loading } from "../engine/api/loading-options.js";
import { IFEVAL_SETTINGS } from "../evaluation/ifeval.js";
import { type Setting, settingSchema } from "../evaluation/results.js";
import { defaultSet } from "./default-set.js";
import {
  loadingFrom,
  loadingOptions,
  modelNamed,
  numberOption,
  parseArguments,
  UsageError,
} from "./usage.js";

const options = {
  ...loadingOptions,
  out: { type: "string" },
  settings: { type: "string" },
  input: { type: "string" },
  constraints: { type: "string", multiple: true },
  queries: { type: "string" },
  full: { type: "boolean" },
  siblings: { type: "string" },
  "max-tokens": { type: "string" },
} as const;

const DEFAULT_QUERIES = 24;
/** So many requests are held out. */
const MOST_QUERIES = 60;
const DEFAULT_MAX_TOKENS = 192;
/** Prompts and answers share a context of twice as many. */
const MOST_TOKENS = 512;

export interface EvaluationRequest {
  model: string;
  out: string;
  settings: readonly Setting[];
  /** An IFEval file, instead of the held-out requests. */
  input: string | undefined;
  constraints: readonly ActiveConstraint[];
  /** Per constraint. */
  queries: number;
  full: boolean;
  siblings: readonly { key: "plain" | "base"; model: string }[];
  maxTokens: number;
  loading: Loading;
}

/** @throws UsageError or ConstraintError in one sentence */
export function evaluationRequest(args: readonly string[]): EvaluationRequest {
  const { options: values, model } = parseArguments(args, options, ["model"]);
  const { out, settings, input, constraints, siblings, full = false } = values;
  if (out === undefined) {
    throw new UsageError("--out FOLDER is missing: say where the evaluation goes.");
  }
  if (input !== undefined) refuseWithInput(values);
  return {
    model: modelNamed(model),
    out: resolve(out),
    settings: settingsIn(settings, input !== undefined),
    input: input === undefined ? undefined : resolve(input),
    constraints: constraints?.map(parseConstraint) ?? defaultSet(),
    queries: numberOption("queries", values.queries, DEFAULT_QUERIES, {
      min: 1,
      max: MOST_QUERIES,
      whole: true,
    }),
    full,
    siblings: siblingsIn(siblings),
    maxTokens: numberOption("max-tokens", values["max-tokens"], DEFAULT_MAX_TOKENS, {
      min: 8,
      max: MOST_TOKENS,
      whole: true,
    }),
    loading: loadingFrom(values),
  };
}

function refuseWithInput(values: { [name: string]: unknown }): void {
  const stray = ["constraints", "queries", "siblings", "full"].find((name) => name in values);
  if (stray) {
    throw new UsageError(
      `--${stray} cannot be combined with --input: the file says what to evaluate.`,
    );
  }
}

/** IFEval's prompts give their instructions, so only settings that tell the model exist for them. */
function settingsIn(text: string | undefined, isIfeval: boolean): Setting[] {
  const possible: readonly Setting[] = isIfeval ? IFEVAL_SETTINGS : settingSchema.options;
  if (text === undefined) return [...possible];
  const settings = text.split(",").map((name) => {
    const parsed = settingSchema.safeParse(name.trim());
    if (!parsed.success) {
      throw new UsageError(
        `--settings must be some of ${settingSchema.options.join(", ")}, not "${name}".`,
      );
    }
    if (!possible.includes(parsed.data)) {
      throw new UsageError(
        `The setting "${name}" needs prompts without instructions, but those in --input contain theirs; use told or both.`,
      );
    }
    return parsed.data;
  });
  return possible.filter((setting) => settings.includes(setting));
}

function siblingsIn(text: string | undefined): EvaluationRequest["siblings"] {
  return (text?.split(",") ?? []).map((pair) => {
    const [, key, file] = /^(plain|base)=(.+)$/.exec(pair) ?? [];
    if (file === undefined) {
      throw new UsageError(`--siblings must be plain=FILE,base=FILE, not "${pair}".`);
    }
    return { key: key as "plain" | "base", model: resolve(file) };
  });
}
