/** `tiller complete`: writes one text from an instruction, or goes on from a beginning. */
import type { Prompt } from "../engine/api/protocol.js";
import { generate, generationOptions } from "./generation.js";
import { parseOptions, UsageError } from "./usage.js";

const options = {
  ...generationOptions,
  prompt: { type: "string" },
  mode: { type: "string" },
} as const;

const DEFAULT_MAX_TOKENS = 256;

/** @returns the exit code */
export async function complete(args: readonly string[]): Promise<number> {
  const values = parseOptions(args, options);
  return generate(values, promptFrom(values.mode ?? "write", values.prompt), DEFAULT_MAX_TOKENS);
}

function promptFrom(mode: string, text: string | undefined): Prompt {
  if (text === undefined) throw new UsageError("--prompt TEXT is missing: say what to write.");
  switch (mode) {
    case "write":
      return { mode, instruction: text };
    case "continue":
    case "raw":
      return { mode, text };
    default:
      throw new UsageError(`--mode must be write, continue or raw, not "${mode}".`);
  }
}
