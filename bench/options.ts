/** What every benchmark can be told. */
import { parseArgs } from "node:util";

export interface BenchOptions {
  /** A GGUF file; without it the benchmark chooses. */
  model: string | undefined;
  rounds: number;
  json: boolean;
}

/** `[--model FILE] [--rounds N] [--json]` of the command line. */
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
