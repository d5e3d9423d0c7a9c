/** A package registry on loopback, with packages made on the spot. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "tar";
import type { PinnedPackage } from "../../../../src/engine/devices/cuda-packages.js";

export class FakeRegistry {
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  /** Where archives were gone on with, in bytes. */
  readonly resumed: number[] = [];
  /** Bytes of an archive after which nothing more is sent. */
  stopsAfter = Number.POSITIVE_INFINITY;
  private readonly archives = new Map<string, Buffer>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const path = request.url ?? "";
      this.asked.push(path);
      const archive = this.archives.get(path);
      if (!archive) {
        response.writeHead(404).end();
        return;
      }
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      if (from > 0) this.resumed.push(from);
      const end = archive.length - 1;
      response.writeHead(from === 0 ? 200 : 206, {
        "content-length": archive.length - from,
        ...(from > 0 && { "content-range": `bytes ${from}-${end}/${archive.length}` }),
      });
      if (this.stopsAfter >= archive.length) response.end(archive.subarray(from));
      else response.write(archive.subarray(from, this.stopsAfter));
    });
  }

  static async start(): Promise<FakeRegistry> {
    const fake = new FakeRegistry();
    fake.server.listen(0, "127.0.0.1");
    await once(fake.server, "listening");
    return fake;
  }

  get address(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  /** Packs files, by their paths, as npm does. */
  async publish(
    name: string,
    version: string,
    files: Readonly<Record<string, string | Buffer>>,
  ): Promise<PinnedPackage> {
    const folder = await mkdtemp(join(tmpdir(), "tiller-registry-"));
    try {
      const all = { "package.json": JSON.stringify(manifest(name, version)), ...files };
      for (const [path, content] of Object.entries(all)) {
        const file = join(folder, "package", path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      const packed = join(folder, "packed.tgz");
      await create({ gzip: true, cwd: folder, file: packed, portable: true }, ["package"]);
      const archive = await readFile(packed);
      const file = `${name.slice(name.lastIndexOf("/") + 1)}-${version}.tgz`;
      this.archives.set(`/${name}/-/${file}`, archive);
      return {
        name,
        version,
        bytes: archive.length,
        unpackedBytes: archive.length * 2,
        integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}`,
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}

/** As llama.cpp's packages are: a module that is imported by the package's name. */
export function manifest(name: string, version: string) {
  return { name, version, type: "module", exports: { ".": "./dist/index.js" } };
}
