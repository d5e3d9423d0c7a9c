/** `tiller download`: brings a model to this machine, or what is missing of it. */
import { resolve } from "node:path";
import type { Progress } from "../engine/protocol.js";
import { downloadsFolder } from "../models/downloads-folder.js";
import { cacheDirectory, withEngine } from "./engine.js";
import { EXIT, parseArguments } from "./usage.js";

const options = { folder: { type: "string" }, json: { type: "boolean" } } as const;

/** @returns the exit code; 3 also for a download that was stopped, as it is not done */
export async function download(args: readonly string[]): Promise<number> {
  const { options: values, source } = parseArguments(args, options, ["source"]);
  const directory = values.folder ? resolve(values.folder) : downloadsFolder(cacheDirectory());
  const outcome = await withEngine({}, ({ client, signal, report }) => {
    let lastMessage = "";
    const onProgress = (progress: Progress) => {
      if (process.stderr.isTTY) report({ ...progress, message: withSize(progress) });
      // Where no line can be written over, one per file and step is enough.
      else if (progress.message !== lastMessage) process.stderr.write(`${progress.message}\n`);
      lastMessage = progress.message;
    };
    return client.request({ kind: "download", source, directory }, { signal, onProgress });
  });
  if (outcome.status === "cancelled") {
    process.stderr.write(
      "Stopped; what has arrived is kept, and the same command goes on there.\n",
    );
    return EXIT.engine;
  }
  const { path, bytes, hashChecked } = outcome.result;
  const checked = hashChecked ? "its SHA-256 is the server's" : "the server names no SHA-256";
  process.stdout.write(values.json ? `${JSON.stringify(outcome.result)}\n` : `${path}\n`);
  process.stderr.write(`${sizeOf(bytes)}; ${checked}.\n`);
  return EXIT.done;
}

/** "Downloading model.gguf: 1.2 of 2.5 GB, 12.3 MB/s". */
function withSize({ message, transfer }: Progress): string {
  if (!transfer) return message;
  const { bytes, total, rate } = transfer;
  const size = total === undefined ? sizeOf(bytes) : `${sizeOf(bytes)} of ${sizeOf(total)}`;
  return `${message}: ${size}${rate === undefined ? "" : `, ${sizeOf(rate)}/s`}`;
}

function sizeOf(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
