import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { libraryFiles } from "../../../scripts/package/library-packages.js";
import { inTemporaryFolder } from "./temporary.js";

const NAME = "@node-llama-cpp/some-platform";
const SHIPPED = `dist/node_modules/${NAME}`;

describe("llama.cpp's libraries for a package", () => {
  it("are taken from node_modules, where npm has put the version of the lockfile", () =>
    inRepository(async (places) => {
      const folder = join(places.repository, "node_modules", NAME);
      writePackage(folder, "1.2.3");
      writeFileSync(join(folder, "README.md"), "Of no use when it runs.");
      assert.deepEqual(await libraryFiles(NAME, places), [
        {
          part: "libraries",
          path: `${SHIPPED}/bins/llama.so`,
          from: join(folder, "bins/llama.so"),
        },
        { part: "libraries", path: `${SHIPPED}/package.json`, from: join(folder, "package.json") },
      ]);
    }));

  it("are unpacked from what was fetched before, if it is what the lockfile names", () =>
    inRepository(async (places) => {
      const archive = await packed(places);
      writeLockfile(places, digest(archive));
      // Another version than the lockfile's is no use.
      writePackage(join(places.repository, "node_modules", NAME), "1.2.2");
      const files = await libraryFiles(NAME, places);
      assert.deepEqual(
        files.map(({ path, from }) => [path, readFileSync(from, "utf8").includes("1.2.3")]),
        [
          [`${SHIPPED}/bins/llama.so`, true],
          [`${SHIPPED}/package.json`, true],
        ],
      );
    }));

  it("are refused when a byte is another", () =>
    inRepository(async (places) => {
      const archive = await packed(places);
      writeLockfile(places, digest(archive));
      appendFileSync(archive, "x");
      await assert.rejects(
        libraryFiles(NAME, places),
        /is not the .* that package-lock\.json names/,
      );
    }));

  it("are refused when the lockfile has no checksum for them, or does not know them", () =>
    inRepository(async (places) => {
      await packed(places);
      await assert.rejects(libraryFiles(NAME, places), /names no checksum for .* 1\.2\.3/);
      await assert.rejects(libraryFiles("@node-llama-cpp/other", places), /does not name/);
    }));
});

type Places = Parameters<typeof libraryFiles>[1];

function inRepository(work: (places: Places) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const places = {
      repository: join(folder, "repository"),
      cache: join(folder, "cache"),
      scratch: join(folder, "scratch"),
    };
    for (const place of Object.values(places)) mkdirSync(place);
    writeLockfile(places, undefined);
    await work(places);
  });
}

function writeLockfile({ repository }: Places, integrity: string | undefined): void {
  const entry = { version: "1.2.3", ...(integrity && { integrity }) };
  const lockfile = { packages: { [`node_modules/${NAME}`]: entry } };
  writeFileSync(join(repository, "package-lock.json"), JSON.stringify(lockfile));
}

function writePackage(folder: string, version: string): void {
  mkdirSync(join(folder, "bins"), { recursive: true });
  writeFileSync(join(folder, "bins/llama.so"), `library ${version}`);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: NAME, version }));
}

/** The package as a registry serves it, in the cache. */
async function packed({ repository, cache }: Places): Promise<string> {
  const archive = join(cache, "node-llama-cpp-some-platform-1.2.3.tgz");
  writePackage(join(repository, "package"), "1.2.3");
  execFileSync("tar", ["-czf", archive, "-C", repository, "package"]);
  return archive;
}

function digest(file: string): string {
  return `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
}
