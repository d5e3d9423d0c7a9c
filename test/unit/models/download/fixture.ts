/** A folder to download into, a hub to download from, and a clock that does not wait. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DownloadRequest, DownloadResult } from "../../../../src/models/connection/schema.js";
import type { Surroundings } from "../../../../src/models/connection/surroundings.js";
import { type DownloadProgress, download } from "../../../../src/models/download/download.js";
import { FakeHub, REPOSITORY } from "../../../support/fake-hub.js";

/** A model of the hub's: its name there, how a person names it, and its size in bytes. */
export const FILE = "notes-Q4_K_M.gguf";
export const SOURCE = `hf:${REPOSITORY}/${FILE}`;
export const SIZE = 300_000;

export class DownloadFixture {
  /** How long each wait would have been, in milliseconds. */
  readonly waits: number[] = [];
  readonly progress: DownloadProgress[] = [];
  freeBytes: number | undefined = 1e12;
  environment: Record<string, string> = {};
  stalledAfter = 30_000;
  /** Called at each wait, before it is over. */
  onWait: () => void | Promise<void> = () => {};
  /** Milliseconds; moves on a little whenever somebody looks. */
  private time = 0;

  private constructor(
    readonly hub: FakeHub,
    readonly folder: string,
  ) {}

  static async make(): Promise<DownloadFixture> {
    return new DownloadFixture(
      await FakeHub.start(),
      await mkdtemp(join(tmpdir(), "tiller-download-")),
    );
  }

  async dispose(): Promise<void> {
    await this.hub.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  download(
    source: string,
    change: Partial<DownloadRequest> = {},
    signal = new AbortController().signal,
    onProgress: (progress: DownloadProgress) => void = () => {},
  ): Promise<DownloadResult> {
    const request: DownloadRequest = {
      kind: "download",
      source,
      directory: this.folder,
      endpoint: this.hub.endpoint,
      ...change,
    };
    const report = (progress: DownloadProgress) => {
      this.progress.push(progress);
      if (progress.transfer) this.hub.arrived(progress.transfer.bytes);
      onProgress(progress);
    };
    return download(request, report, signal, this.surroundings());
  }

  /** Where a file of the hub's repository goes. */
  path(file: string): string {
    return join(this.folder, ...REPOSITORY.split("/"), ...file.split("/"));
  }

  /** All files in the folder, relative to it. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
      .map((path) => path.replaceAll("\\", "/"))
      .sort();
  }

  private surroundings(): Surroundings {
    return {
      clock: {
        now: () => {
          this.time += 300;
          return this.time;
        },
        sleep: async (milliseconds, signal) => {
          this.waits.push(milliseconds);
          this.time += milliseconds;
          await this.onWait();
          signal.throwIfAborted();
        },
      },
      environment: this.environment,
      freeBytes: async () => this.freeBytes,
      stalledAfter: this.stalledAfter,
    };
  }
}
