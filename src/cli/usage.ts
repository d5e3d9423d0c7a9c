/** What every command shares: options, exit codes, the program's own folder, and what a terminal is shown. */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Loading } from "../engine/api/loading-options.js";
import { bundledModelPath } from "../models/bundled-model.js";
import { isServerReference } from "../models/model-reference.js";

export const EXIT = {
  done: 0,
  /** A constraint failed where `--strict` asks for all of them. */
  constraintFailed: 1,
  /** Wrong usage or input. */
  usage: 2,
  /** The engine failed. */
  engine: 3,
} as const;

/** Wrong usage; the message is one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A model as it was typed: a server's as it is, a file's path from the root on. */
export function modelNamed(model: string): string {
  return isServerReference(model) ? model : resolve(model);
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * The options of a command; it takes no other arguments.
 * @throws UsageError naming the option that is wrong
 */
export function parseOptions<O extends Options>(args: readonly string[], options: O) {
  return parsedOrRefused(
    () => parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values,
  );
}

/**
 * The options of a command and the arguments it wants, by name and in order.
 * @throws UsageError naming the option that is wrong or the argument that is missing
 */
export function parseArguments<O extends Options, N extends string>(
  args: readonly string[],
  options: O,
  names: readonly N[],
) {
  const parsed = parsedOrRefused(() =>
    parseArgs({ args: [...args], options, strict: true, allowPositionals: true }),
  );
  const { positionals } = parsed;
  const missing = names[positionals.length];
  if (missing) throw new UsageError(`The ${missing} is missing; see tiller --help.`);
  if (positionals.length > names.length) {
    throw new UsageError(
      `"${positionals[names.length]}" is one argument too many; see tiller --help.`,
    );
  }
  const named = Object.fromEntries(names.map((name, i) => [name, positionals[i]]));
  return { ...(named as Record<N, string>), options: parsed.values };
}

function parsedOrRefused<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const [sentence] = (error as Error).message.split(". ");
    throw new UsageError(`${sentence}; see tiller --help.`);
  }
}

/** A number an option gives, or its default. */
export function numberOption<Fallback extends number | undefined>(
  name: string,
  text: string | undefined,
  fallback: Fallback,
  { min, max, whole }: { min: number; max: number; whole: boolean },
): number | Fallback {
  if (text === undefined) return fallback;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    const kind = whole ? "a whole number" : "a number";
    throw new UsageError(`--${name} must be ${kind} from ${min} to ${max}, not "${text}".`);
  }
  return value;
}

/** How a model is put into memory, for every command that loads one. */
export const loadingOptions = {
  "context-size": { type: "string" },
  "gpu-layers": { type: "string" },
} as const;

export type LoadingValues = { [name in keyof typeof loadingOptions]?: string | undefined };

/**
 * What is not given is chosen to fit.
 * @throws UsageError
 */
export function loadingFrom(values: LoadingValues): Loading {
  const whole = (name: keyof LoadingValues, min: number) =>
    numberOption(name, values[name], 0, { min, max: 100_000_000, whole: true });
  return {
    ...(values["context-size"] !== undefined && { contextSize: whole("context-size", 1) }),
    ...(values["gpu-layers"] !== undefined && { gpuLayers: whole("gpu-layers", 0) }),
  };
}

/** The folder that holds `dist/`, `vectors/` and `model/`. */
export const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The model that comes with the program. */
export const bundledModel = bundledModelPath(packageRoot);

/** What a model, a file or a server says, in a table or a line: none of it moves the cursor. */
export function inOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, "\uFFFD");
}

/** The same, of as many lines as it has: a terminal obeys other control characters, and could be made to type. */
export function onTerminal(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, "\uFFFD");
}
