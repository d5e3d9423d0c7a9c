/** `tiller download`: brings a model to this machine, or what is missing of it. */
import { resolve } from "node:path";
import { downloadsFolder } from "../models/downloads-folder.js";
import { cacheDirectory, withEngine } from "./engine.js";
import { sizeOf } from "./progress.js";
import { EXIT, parseArguments } from "./usage.js";

const options = { folder: { type: "string" }, json: { type: "boolean" } } as const;

/** @returns the exit code; 3 also for a download that was stopped, as it is not done */
export async function download(args: readonly string[]): Promise<number> {
  const { options: values, source } = parseArguments(args, options, ["source"]);
  const directory = values.folder ? resolve(values.folder) : downloadsFolder(cacheDirectory());
  const outcome = await withEngine({}, ({ client, signal, report }) =>
    client.request({ kind: "download", source, directory }, { signal, onProgress: report }),
  );
  if (outcome.status === "cancelled") {
    process.stderr.write(
      "Stopped; what has arrived is kept, and the same command resumes there.\n",
    );
    return EXIT.engine;
  }
  const { path, bytes, hashChecked } = outcome.result;
  const checked = hashChecked ? "its SHA-256 is right" : "the server names no SHA-256";
  process.stdout.write(values.json ? `${JSON.stringify(outcome.result)}\n` : `${path}\n`);
  process.stderr.write(`${sizeOf(bytes)}; ${checked}.\n`);
  return EXIT.done;
}
