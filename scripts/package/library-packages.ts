/**
 * llama.cpp's libraries, as node-llama-cpp's authors publish them: from node_modules if npm
 * installed them there, otherwise from npm's registry - in the version, and with exactly the bytes,
 * named in package-lock.json. Nothing in a package is ever executed.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import type { ShippedFile } from "./contents.js";
import { SHIPPED_MODULES } from "./runtime-modules.js";

const run = promisify(execFile);

export interface LibraryPlaces {
  readonly repository: string;
  /** Caches what was fetched for the next time. */
  readonly cache: string;
  /** A folder that belongs to this run alone. */
  readonly scratch: string;
}

/** @throws with one sentence if a package is not available as pinned. */
export async function libraryFiles(name: string, places: LibraryPlaces): Promise<ShippedFile[]> {
  const pinned = pinnedPackage(name, places.repository);
  const folder = installedFolder(name, pinned.version, places) ?? (await fetched(pinned, places));
  return filesBelow(folder)
    .filter((file) => file !== "README.md")
    .map((file) => ({
      part: "libraries",
      path: `${SHIPPED_MODULES}/${name}/${file}`,
      from: join(folder, file),
    }));
}

interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string | undefined;
}

function pinnedPackage(name: string, repository: string): PinnedPackage {
  const { packages } = readJson(join(repository, "package-lock.json"));
  const entry = packages[`node_modules/${name}`];
  if (!entry) throw new Error(`package-lock.json does not name ${name}.`);
  return { name, version: entry.version, integrity: entry.integrity };
}

function installedFolder(
  name: string,
  version: string,
  { repository }: LibraryPlaces,
): string | undefined {
  const folder = join(repository, "node_modules", name);
  const manifest = join(folder, "package.json");
  return existsSync(manifest) && readJson(manifest).version === version ? folder : undefined;
}

async function fetched(wanted: PinnedPackage, { cache, scratch }: LibraryPlaces): Promise<string> {
  const { name, version, integrity } = wanted;
  if (!integrity) {
    throw new Error(
      `package-lock.json names no checksum for ${name} ${version}: make the package on its own platform, where npm installs it.`,
    );
  }
  const archive = join(cache, `${name.replaceAll(/[@/]/g, "-").slice(1)}-${version}.tgz`);
  if (!existsSync(archive)) await download(wanted, archive, scratch);
  if (!hasDigest(archive, integrity)) {
    throw new Error(`${archive} is not the ${name} that package-lock.json names; delete it.`);
  }
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"]);
  return folder;
}

async function download(wanted: PinnedPackage, archive: string, scratch: string): Promise<void> {
  const { name, version, integrity = "" } = wanted;
  // On Windows, npm is a shell script of its own.
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { stdout } = await run(
    npm,
    ["pack", `${name}@${version}`, "--json", "--ignore-scripts", "--pack-destination", scratch],
    { shell: process.platform === "win32" },
  );
  const [{ filename }] = JSON.parse(stdout);
  const file = join(scratch, filename);
  if (!hasDigest(file, integrity)) {
    throw new Error(
      `The registry's ${name} ${version} is not the one that package-lock.json names.`,
    );
  }
  mkdirSync(join(archive, ".."), { recursive: true });
  renameSync(file, archive);
}

/** Compares with an entry of a lockfile: `sha512-` and the digest in base64. */
function hasDigest(file: string, integrity: string): boolean {
  const digest = createHash("sha512").update(readFileSync(file)).digest("base64");
  return integrity.split(" ").includes(`sha512-${digest}`);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

// biome-ignore lint/suspicious/noExplicitAny: npm's own files, of which few members are read
function readJson(file: string): any {
  return JSON.parse(readFileSync(file, "utf8"));
}
