/**
 * Fetches packages of libraries from npm's registry, as they are pinned. Nothing is unpacked before its
 * checksum is found to be right, and nothing has its final name before all of it is there. Nothing of a
 * package is executed here.
 *
 * `tar` unpacks: npm's own, which node-llama-cpp brings anyway, and which lets no path of an archive lead
 * out of its folder.
 */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import * as l10n from "@vscode/l10n";
import { extract } from "tar";
import { Connection } from "../../models/connection/connection.js";
import { proxiesOf } from "../../models/connection/proxy.js";
import { ownSurroundings, type Surroundings } from "../../models/connection/surroundings.js";
import type { AddCudaRequest, CudaAdded } from "../../models/cuda-schema.js";
import { asDiskError, checkSpace } from "../../models/download/disk.js";
import { type DownloadProgress, Run } from "../../models/download/download.js";
import { alone } from "../../models/download/file-lock.js";
import type { RemoteFile } from "../../models/sources/remote-file.js";
import { addedPackage, isAdded } from "./added-libraries.js";
import type { PinnedPackage } from "./cuda-packages.js";

export const REGISTRY = new URL("https://registry.npmjs.org");

const ARCHIVES = "archives";
const UNFINISHED = ".unfinished";
/** Gzip's first two bytes. */
const GZIP = "\x1f\x8b";

export interface Adding {
  readonly packages: readonly PinnedPackage[];
  /** Folder that added libraries lie in. */
  readonly libraries: string;
  readonly registry: URL;
  readonly surroundings: Surroundings;
}

/**
 * Adds the packages that were not added yet.
 *
 * @throws DownloadError when that cannot be; the signal's reason when it was stopped. Either way no
 *   package is there in part, and what has arrived of the archives is kept unless it was wrong.
 */
export async function addPackages(
  { proxy, noProxy }: Pick<AddCudaRequest, "proxy" | "noProxy">,
  report: (progress: DownloadProgress) => void,
  signal: AbortSignal,
  {
    packages,
    libraries,
    registry = REGISTRY,
    surroundings = ownSurroundings(),
  }: Pick<Adding, "packages" | "libraries"> & Partial<Adding>,
): Promise<CudaAdded> {
  const { environment, stalledAfter, clock } = surroundings;
  const proxies = proxiesOf({ proxy, noProxy }, environment);
  const connection = new Connection({ hub: registry, token: undefined, proxies, stalledAfter });
  const run = new Run(libraries, connection, false, report, surroundings);
  const waiting = () => report({ message: l10n.t("Another window is already adding it") });
  try {
    await alone(join(libraries, "adding"), clock, signal, waiting, async (signal) => {
      const missing = packages.filter((one) => !isAdded(libraries, one));
      if (missing.length === 0) return;
      const unpacked = missing.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
      checkSpace(libraries, unpacked, await surroundings.freeBytes(libraries));
      await run.bring(
        missing.map((one) => archiveOf(one, registry)),
        signal,
      );
      // Last the one that is looked for first: while it is missing, there is none.
      for (const one of missing.toReversed()) {
        report({ message: l10n.t("Unpacking {0}", one.name) });
        await unpack(one, libraries, signal);
      }
      await rm(join(libraries, ARCHIVES), { recursive: true, force: true });
    });
    return { packages: packages.map(({ name }) => name) };
  } catch (error) {
    signal.throwIfAborted();
    throw asDiskError(error, libraries);
  } finally {
    await connection.close();
  }
}

function archiveOf(wanted: PinnedPackage, registry: URL): RemoteFile {
  const { name, version, bytes, integrity } = wanted;
  const file = archiveName(wanted);
  return {
    url: new URL(`${name}/-/${file}`, registry),
    path: [ARCHIVES, file],
    bytes,
    sha512: Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex"),
    version: `${version} ${integrity}`,
    signature: GZIP,
  };
}

function archiveName({ name, version }: PinnedPackage): string {
  return `${name.slice(name.lastIndexOf("/") + 1)}-${version}.tgz`;
}

/** Beside its place first, then there in one step. */
async function unpack(
  wanted: PinnedPackage,
  libraries: string,
  signal: AbortSignal,
): Promise<void> {
  const place = addedPackage(libraries, wanted.name);
  const scope = dirname(place);
  await mkdir(scope, { recursive: true });
  // Of a process that was killed: nobody else unpacks now.
  for (const name of (await readdir(scope)).filter((one) => one.endsWith(UNFINISHED))) {
    await rm(join(scope, name), { recursive: true, force: true });
  }
  const unfinished = `${place}.${randomUUID().slice(0, 8)}${UNFINISHED}`;
  try {
    await mkdir(unfinished);
    await pipeline(
      createReadStream(join(libraries, ARCHIVES, archiveName(wanted))),
      extract({
        cwd: unfinished,
        // npm puts everything into a folder "package".
        strip: 1,
        strict: true,
        filter: (_path, entry) => "type" in entry && /^(File|OldFile|Directory)$/.test(entry.type),
      }),
      { signal },
    );
    // One of another version, which nobody uses any more.
    await rm(place, { recursive: true, force: true });
    await rename(unfinished, place);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}
