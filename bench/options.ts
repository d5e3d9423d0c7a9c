/** The options of every benchmark. */
import { parseArgs } from "node:util";

export interface BenchOptions {
  /** A GGUF file; without one, the benchmark chooses. */
  model: string | undefined;
  rounds: number;
  json: boolean;
}

/** `[--model FILE] [--rounds N] [--json]` from the command line. */
export function benchOptions(rounds: number): BenchOptions {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      rounds: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  return {
    model: values.model,
    rounds: values.rounds === undefined ? rounds : Number(values.rounds),
    json: values.json,
  };
}
