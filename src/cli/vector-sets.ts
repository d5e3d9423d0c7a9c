/** `tiller vectors export` and `import`: a model's vector set as one archive to share. */
import { resolve } from "node:path";
import { ask } from "./engine.js";
import { EXIT, modelNamed, parseArguments, UsageError } from "./usage.js";

/** @returns the exit code */
export async function exportVectors(args: readonly string[]): Promise<number> {
  const { options, model } = parseArguments(args, { to: { type: "string" } }, ["model"]);
  if (options.to === undefined) {
    throw new UsageError("--to FILE.zip is missing: say where to save the archive.");
  }
  const outcome = await ask({
    kind: "export-vectors",
    model: modelNamed(model),
    file: resolve(options.to),
  });
  if (outcome.status === "done") {
    const { vectors, model: name } = outcome.result;
    process.stdout.write(`${vectors} vectors for ${name} were saved to ${options.to}.\n`);
  }
  return EXIT.done;
}

/** @returns the exit code */
export async function importVectors(args: readonly string[]): Promise<number> {
  const cross = { "cross-model": { type: "boolean" } } as const;
  const { options, archive, model } = parseArguments(args, cross, ["archive", "model"]);
  const outcome = await ask({
    kind: "import-vectors",
    model: modelNamed(model),
    file: resolve(archive),
    crossModel: options["cross-model"] ?? false,
  });
  if (outcome.status === "done") {
    const { vectors, model: name, measuredOn } = outcome.result;
    const origin =
      measuredOn === name ? "" : ` They were measured and calibrated on ${measuredOn}.`;
    process.stdout.write(`${vectors} vectors were imported for ${name}.${origin}\n`);
  }
  return EXIT.done;
}
