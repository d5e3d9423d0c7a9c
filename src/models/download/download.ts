/**
 * Downloads a model, ending with either a good file or a clear sentence.
 *
 * Our own code, because no library does all of this: ipull, and node-llama-cpp's downloader on top
 * of it, resume a file without asking whether the server still has the same one, check no hash,
 * handle no stalled connections or proxies, and retry 150 times; @huggingface/hub starts over each
 * time. Libraries handle connections and proxies (undici) and the lock between windows
 * (proper-lockfile).
 */
import { dirname } from "node:path";
import * as l10n from "@vscode/l10n";
import { Connection } from "../connection/connection.js";
import { DownloadError } from "../connection/download-error.js";
import { patiently } from "../connection/patience.js";
import { proxiesOf } from "../connection/proxy.js";
import type { DownloadRequest, DownloadResult, Transfer } from "../connection/schema.js";
import { ownSurroundings, type Surroundings } from "../connection/surroundings.js";
import { findOnHub } from "../sources/hub.js";
import { findOnServer } from "../sources/other-server.js";
import type { RemoteFile } from "../sources/remote-file.js";
import { parseSource } from "../sources/source.js";
import { asDiskError, checkSpace } from "./disk.js";
import { alone } from "./file-lock.js";
import { Meter } from "./meter.js";
import { type Hash, Part } from "./part.js";
import { transfer } from "./transfer.js";

const HUB = "https://huggingface.co";

/** What is reported while a download runs: a progress of the engine's protocol. */
export interface DownloadProgress {
  message: string;
  fraction?: number;
  secondsLeft?: number;
  transfer?: Transfer;
}

/**
 * Downloads all files of a model, or whatever is missing. They get their final names once the last
 * one is complete and checked.
 *
 * @param sha256 of the only file wanted, if known beforehand
 * @throws DownloadError when that is not possible; the signal's reason when stopped. In either
 *   case, what has arrived is kept unless it turned out to be wrong.
 */
export async function download(
  request: DownloadRequest,
  report: (progress: DownloadProgress) => void,
  signal: AbortSignal,
  surroundings: Surroundings = ownSurroundings(),
  sha256?: string,
): Promise<DownloadResult> {
  const { environment, stalledAfter } = surroundings;
  const hub = hubOf(request.endpoint || environment.HF_ENDPOINT || HUB);
  const source = parseSource(request.source, hub);
  const token = request.token || environment.HF_TOKEN || undefined;
  const proxies = proxiesOf(request, environment);
  const connection = new Connection({ hub, token, proxies, stalledAfter });
  const run = new Run(request.directory, connection, token !== undefined, report, surroundings);
  try {
    const files = await run.patiently(signal, () =>
      source.kind === "hub"
        ? findOnHub(source, hub, connection, token !== undefined, signal)
        : findOnServer(source, connection, signal),
    );
    return await run.bring(sha256 === undefined ? files : wanted(files, sha256), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw asDiskError(error, request.directory);
  } finally {
    await connection.close();
  }
}

/**
 * Checked against what is known beforehand; not even started if the server announces a different
 * hash.
 */
function wanted(files: readonly RemoteFile[], sha256: string): RemoteFile[] {
  const other = files.find((file) => (file.sha256 ?? sha256) !== sha256);
  if (other) {
    throw new DownloadError(
      "download-failed",
      l10n.t("{0} has a different file under that name.", other.url.host),
    );
  }
  return files.map((file) => ({ ...file, sha256 }));
}

function hubOf(address: string): URL {
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return new URL(address);
  throw new DownloadError(
    "bad-input",
    l10n.t('"{0}" is not a hub\'s address; write HF_ENDPOINT as https://host.', address),
  );
}

/** One download from its first request to its last file. */
export class Run {
  /** Bytes that came over the network. */
  private received = 0;

  constructor(
    private readonly folder: string,
    private readonly connection: Connection,
    private readonly token: boolean,
    private readonly report: (progress: DownloadProgress) => void,
    private readonly surroundings: Surroundings,
  ) {}

  patiently<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    return patiently(attempt, {
      clock: this.surroundings.clock,
      signal,
      arrived: () => this.received,
      onWait: ({ host }) =>
        this.report({ message: l10n.t("{0} does not answer; Tiller will ask again soon", host) }),
    });
  }

  async bring(files: readonly RemoteFile[], signal: AbortSignal): Promise<DownloadResult> {
    const parts = files.map((file) => new Part(file, this.folder));
    const [first] = parts;
    if (!first) throw new Error("A model has at least one file.");
    const waiting = () =>
      this.report({ message: l10n.t("Another window is downloading {0}", first.name) });
    await alone(first.path, this.surroundings.clock, signal, waiting, (signal) =>
      this.complete(parts, signal),
    );
    return {
      path: first.path,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      hashChecked: files.every((file) => hashOf(file) !== undefined),
    };
  }

  private async complete(parts: readonly Part[], signal: AbortSignal): Promise<void> {
    const missing: Part[] = [];
    let arrived = 0;
    let needed = 0;
    for (const part of parts) {
      if (await this.isFinished(part, signal)) continue;
      missing.push(part);
      const here = await part.arrivedBytes();
      arrived += here;
      needed += part.remote.bytes - here;
    }
    const [first] = missing;
    if (!first) return;
    const folder = dirname(first.path);
    checkSpace(this.folder, needed, await this.surroundings.freeBytes(folder));
    await this.fetch(missing, arrived + needed, signal);
    for (const part of missing) await this.check(part, signal);
    // The file that a model is loaded from goes last: as long as a part is missing, there is no
    // model.
    for (const part of missing.toReversed()) await part.finish();
  }

  /** @throws DownloadError when another file has the final name */
  private async isFinished(part: Part, signal: AbortSignal): Promise<boolean> {
    const bytes = await part.finishedBytes();
    if (bytes === undefined) return false;
    const hash = hashOf(part.remote);
    const same =
      bytes === part.remote.bytes &&
      (hash === undefined || (await this.hasHash(part, hash, true, signal)));
    if (same) return true;
    throw new DownloadError(
      "bad-input",
      l10n.t(
        "{0} already exists and differs from the server's file; move it away to download that one.",
        part.path,
      ),
    );
  }

  private async fetch(parts: readonly Part[], total: number, signal: AbortSignal): Promise<void> {
    let message = "";
    let before = 0;
    const meter = new Meter(this.surroundings.clock, total, ({ bytes, rate, secondsLeft }) =>
      this.report({
        message,
        fraction: total === 0 ? 1 : bytes / total,
        ...(secondsLeft !== undefined && { secondsLeft }),
        transfer: { bytes, total, ...(rate !== undefined && { rate }) },
      }),
    );
    for (const part of parts) {
      message = l10n.t("Downloading {0}", part.name);
      const onBytes = (here: number, news: number) => {
        this.received += news;
        if (news > 0) meter.update(before + here);
      };
      await this.patiently(signal, () =>
        transfer(part, this.connection, this.token, onBytes, signal),
      );
      before += part.remote.bytes;
    }
  }

  /**
   * @throws DownloadError, and removes what has arrived, when its hash differs from the server's
   */
  private async check(part: Part, signal: AbortSignal): Promise<void> {
    const hash = hashOf(part.remote);
    if (hash === undefined || (await this.hasHash(part, hash, false, signal))) return;
    await part.discard();
    throw new DownloadError(
      "download-failed",
      l10n.t(
        "The downloaded {0} is not the file that the server promised (its {1} differs), so it was deleted; download it again.",
        part.name,
        hash.algorithm === "sha256" ? "SHA-256" : "SHA-512",
      ),
    );
  }

  private hasHash(
    part: Part,
    hash: Hash,
    finished: boolean,
    signal: AbortSignal,
  ): Promise<boolean> {
    const message = l10n.t("Checking {0}", part.name);
    const { bytes } = part.remote;
    const meter = new Meter(this.surroundings.clock, bytes, (now) =>
      this.report({ message, fraction: bytes === 0 ? 1 : now.bytes / bytes }),
    );
    return part.hasHash(hash, finished, (read) => meter.update(read), signal);
  }
}

function hashOf({ sha256, sha512 }: RemoteFile): Hash | undefined {
  if (sha512 !== undefined) return { algorithm: "sha512", hex: sha512 };
  return sha256 === undefined ? undefined : { algorithm: "sha256", hex: sha256 };
}
