import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addPackages } from "../../../../src/engine/devices/add-cuda.js";
import { addedPackage } from "../../../../src/engine/devices/added-libraries.js";
import type { PinnedPackage } from "../../../../src/engine/devices/cuda-packages.js";
import { ownSurroundings } from "../../../../src/models/connection/surroundings.js";
import type { DownloadProgress } from "../../../../src/models/download/download.js";
import { FakeRegistry, manifest } from "./fake-registry.js";

const CUDA = "@node-llama-cpp/fake-cuda";
const EXT = "@node-llama-cpp/fake-cuda-ext";
const VERSION = "9.9.9";

describe("adding libraries", () => {
  /** Does not compress, so that the archive comes in several pieces. */
  const library = randomBytes(300_000);
  let registry: FakeRegistry;
  let libraries: string;
  let packages: PinnedPackage[];

  beforeEach(async () => {
    registry = await FakeRegistry.start();
    libraries = await mkdtemp(join(tmpdir(), "tiller-libraries-"));
    packages = [
      await registry.publish(CUDA, VERSION, {
        "dist/index.js": "export {};",
        "bins/cuda/libfake.so": library,
      }),
      await registry.publish(EXT, VERSION, { "dist/index.js": "export {};" }),
    ];
  });

  afterEach(async () => {
    await registry.stop();
    await rm(libraries, { recursive: true, force: true });
  });

  function add(
    wanted = packages,
    {
      signal = new AbortController().signal,
      onProgress = (_: DownloadProgress) => {},
      freeBytes = undefined as number | undefined,
    } = {},
  ) {
    return addPackages({ proxy: "" }, onProgress, signal, {
      packages: wanted,
      libraries,
      registry: registry.address,
      surroundings: {
        ...ownSurroundings(),
        environment: {},
        freeBytes: () => Promise.resolve(freeBytes),
      },
    });
  }

  /** What lies where packages are looked for. */
  const added = () =>
    readdir(join(libraries, "node_modules", "@node-llama-cpp")).catch((): string[] => []);

  it("puts each package where it is looked for, and keeps nothing else", async () => {
    assert.deepEqual(await add(), { packages: [CUDA, EXT] });
    assert.deepEqual((await added()).sort(), ["fake-cuda", "fake-cuda-ext"]);
    const file = join(addedPackage(libraries, CUDA), "bins/cuda/libfake.so");
    assert.deepEqual(await readFile(file), library);
    assert.deepEqual(await readdir(libraries), ["node_modules"]);
  });

  it("says what it is doing and how far it is", async () => {
    const told: DownloadProgress[] = [];
    await add(packages, { onProgress: (progress) => told.push(progress) });
    const total = packages.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(told.some(({ transfer }) => transfer?.bytes === total && transfer.total === total));
    assert.ok(told.some(({ message }) => message === `Unpacking ${CUDA}`));
  });

  it("fetches nothing that is there already, and replaces what is of another version", async () => {
    for (const [name, version] of [
      [CUDA, "9.9.8"],
      [EXT, VERSION],
    ] as const) {
      const folder = addedPackage(libraries, name);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "package.json"), JSON.stringify(manifest(name, version)));
      await writeFile(join(folder, "of-before"), "");
    }
    await add();
    assert.deepEqual(registry.asked, [`/${CUDA}/-/fake-cuda-${VERSION}.tgz`]);
    assert.deepEqual((await readdir(addedPackage(libraries, CUDA))).sort(), [
      "bins",
      "dist",
      "package.json",
    ]);
    assert.ok((await readdir(addedPackage(libraries, EXT))).includes("of-before"));
  });

  it("unpacks nothing where one archive is not what is pinned, and does not keep that", async () => {
    const [first, second] = packages as [PinnedPackage, PinnedPackage];
    const wrong = { ...second, integrity: first.integrity };
    await assert.rejects(add([first, wrong]), {
      code: "download-failed",
      message: /its SHA-512 differs/,
    });
    assert.deepEqual(await added(), []);
    assert.deepEqual(
      (await readdir(join(libraries, "archives"))).filter((name) => /cuda-ext/.test(name)),
      [],
    );
    await add();
    assert.equal((await added()).length, 2);
  });

  it("refuses an archive of another size", async () => {
    const [first] = packages as [PinnedPackage];
    await assert.rejects(add([{ ...first, bytes: first.bytes - 1 }]), { code: "download-failed" });
    assert.deepEqual(await added(), []);
  });

  it("takes no more than the disk has", async () => {
    await assert.rejects(add(packages, { freeBytes: 1000 }), /There is not enough space in/);
    assert.deepEqual(registry.asked, []);
  });

  it("leaves nothing under a package's name when it is stopped, and goes on where it was", async () => {
    registry.stopsAfter = 200_000;
    const stop = new AbortController();
    const onProgress = ({ transfer }: DownloadProgress) => {
      if (transfer && transfer.bytes > 0) stop.abort();
    };
    await assert.rejects(add(packages, { signal: stop.signal, onProgress }), {
      name: "AbortError",
    });
    assert.deepEqual(await added(), []);
    registry.stopsAfter = Number.POSITIVE_INFINITY;
    await add();
    assert.equal(registry.resumed.length, 1);
    assert.equal((await added()).length, 2);
  });

  it("leaves nothing under a package's name when it is stopped while it unpacks", async () => {
    const stop = new AbortController();
    const onProgress = ({ message }: DownloadProgress) => {
      if (message === `Unpacking ${CUDA}`) stop.abort();
    };
    await assert.rejects(add(packages, { signal: stop.signal, onProgress }), {
      name: "AbortError",
    });
    // The other one was unpacked before.
    assert.deepEqual(await added(), ["fake-cuda-ext"]);
  });

  it("clears away what a process that was killed had unpacked", async () => {
    const abandoned = `${addedPackage(libraries, CUDA)}.0badcafe.unfinished`;
    await mkdir(abandoned, { recursive: true });
    await add();
    assert.deepEqual((await added()).sort(), ["fake-cuda", "fake-cuda-ext"]);
  });
});
