/** A starter of some kilobytes, a hub that may have it, and a Python whose pip does what a test says. */
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { bringStarter } from "../../../../src/models/bring-starter/bring-starter.js";
import type { DownloadResult } from "../../../../src/models/connection/schema.js";
import { ownSurroundings } from "../../../../src/models/connection/surroundings.js";
import type { DownloadProgress } from "../../../../src/models/download/download.js";
import type { Starter } from "../../../../src/models/starter.js";
import { FakeHub, fakeModel, REPOSITORY } from "../../../support/fake-hub.js";

export const content = fakeModel(200_000);
export const ENTRY = "tiny_model/tiny.gguf";

export const wanted: Starter = {
  name: "Tiny-Instruct",
  licence: "MIT",
  file: "tiny.gguf",
  bytes: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
  hub: `hf:${REPOSITORY}/tiny.gguf`,
  pythonPackage: { name: "tiny-model", version: "1.2.3", entry: ENTRY },
};

export class StarterFixture {
  freeBytes = 1e12;
  readonly progress: DownloadProgress[] = [];
  modelsHere: string[] = [];

  private constructor(
    readonly hub: FakeHub,
    readonly folder: string,
  ) {}

  static async make(): Promise<StarterFixture> {
    const folder = await mkdtemp(join(tmpdir(), "tiller-starter-"));
    await mkdir(join(folder, "bin"));
    // The system's own programs, but none of its Pythons.
    for (const name of ["cp", "mkfifo"]) {
      await symlink(`/usr/bin/${name}`, join(folder, "bin", name));
    }
    return new StarterFixture(await FakeHub.start(), folder);
  }

  async dispose(): Promise<void> {
    await this.hub.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Where it is to be. */
  get path(): string {
    return join(this.folder, "package", "model", wanted.file);
  }

  bring(
    signal = new AbortController().signal,
    onProgress: (progress: DownloadProgress) => void = () => {},
  ): Promise<DownloadResult> {
    return bringStarter(
      wanted,
      { path: this.path, modelsHere: async () => this.modelsHere },
      {
        kind: "download",
        source: wanted.name,
        directory: join(this.folder, "downloads"),
        endpoint: this.hub.endpoint,
      },
      (progress) => {
        this.progress.push(progress);
        if (progress.transfer) this.hub.arrived(progress.transfer.bytes);
        onProgress(progress);
      },
      signal,
      {
        ...ownSurroundings(),
        environment: { PATH: join(this.folder, "bin") },
        freeBytes: async () => this.freeBytes,
      },
    );
  }

  /**
   * Makes `python3` a script of the shell.
   * @param download what its `pip download` does; `$dest` is the folder for the wheel
   */
  async installPython(download: string): Promise<void> {
    const script = [
      "#!/bin/sh",
      'if [ "$3" = "--version" ]; then echo "pip 1"; exit 0; fi',
      `echo "$*" >> '${join(this.folder, "pip.log")}'`,
      'while [ $# -gt 1 ]; do if [ "$1" = "--dest" ]; then dest="$2"; fi; shift; done',
      download,
    ].join("\n");
    const path = join(this.folder, "bin", "python3");
    await writeFile(path, script);
    await chmod(path, 0o755);
  }

  /** A wheel with such files, and the command that puts it where pip does. */
  async wheel(files: Record<string, Uint8Array>): Promise<string> {
    return this.wheelOf(zipSync(files));
  }

  async wheelOf(bytes: Uint8Array): Promise<string> {
    const path = join(this.folder, "tiny_model-1.2.3-py3-none-any.whl");
    await writeFile(path, bytes);
    return `cp '${path}' "$dest/"`;
  }

  /** What pip was asked, a line each. */
  async asked(): Promise<string[]> {
    const log = await readFile(join(this.folder, "pip.log"), "utf8").catch(() => "");
    return log.split("\n").filter((line) => line !== "");
  }

  /** The files that are there now, below the package and the downloads. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
      .filter((path) => /^(?:package|downloads)/.test(path))
      .sort();
  }
}
