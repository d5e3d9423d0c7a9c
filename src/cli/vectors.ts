/** `tiller vectors`: makes a model's vector set, control-vector files and their calibration. */
import { resolve } from "node:path";
import { parseConstraint } from "../constraints/command-line.js";
import type { ActiveConstraint } from "../constraints/selection.js";
import type { VectorSummary } from "../engine/protocol.js";
import { DEFAULT_SET } from "./default-set.js";
import { ask } from "./engine.js";
import { bundledModel, EXIT, parseOptions, UsageError } from "./usage.js";

const options = {
  model: { type: "string" },
  out: { type: "string" },
  steer: { type: "string", multiple: true },
  json: { type: "boolean" },
} as const;

/** @returns the exit code */
export async function vectors(args: readonly string[]): Promise<number> {
  const values = parseOptions(args, options);
  if (values.out === undefined)
    throw new UsageError("--out DIR is missing: say where the set goes.");
  const constraints: ActiveConstraint[] = (values.steer ?? DEFAULT_SET).map(parseConstraint);
  const outcome = await ask({
    kind: "vectors",
    model: resolve(values.model ?? bundledModel),
    constraints,
    directory: resolve(values.out),
  });
  if (outcome.status === "cancelled") {
    process.stderr.write("Stopped; the vectors that were finished are kept.\n");
    return EXIT.done;
  }
  const { result } = outcome;
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : table(result.vectors));
  return EXIT.done;
}

function table(rows: readonly VectorSummary[]): string {
  const header = [
    "constraint",
    "layer",
    "operation",
    "positions",
    "strength",
    "agreement",
    "off",
    "on",
  ];
  const cells = rows.map((row) => [
    row.id,
    String(row.layer),
    row.operation,
    row.positions,
    row.strength === 0 ? "no effect" : String(row.strength),
    row.agreement.toFixed(2),
    row.accuracyOff.toFixed(2),
    row.accuracyOn.toFixed(2),
  ]);
  const widths = header.map((title, i) =>
    Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)),
  );
  return [header, ...cells]
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
