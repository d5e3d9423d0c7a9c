/** Makes the package for one target: its contents, their sizes, and the file. */
import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { addonPlatform } from "./addon-platform.js";
import { ADDON, ownFiles, parts, type ShippedFile } from "./contents.js";
import { libraryFiles } from "./library-packages.js";
import { machinePathsIn } from "./machine-paths.js";
import { runtimeModules } from "./runtime-modules.js";
import { withScratchFolder } from "./scratch-folder.js";
import { shippedManifest } from "./shipped-manifest.js";
import { checkFileSize, checkSizes, describeSizes, megabytes, type Sizes } from "./size-limit.js";
import { findTarget, ownTarget } from "./targets.js";

const run = promisify(execFile);

const writeVsix = fileURLToPath(new URL("./write-vsix.mjs", import.meta.url));

/**
 * A fixed date, so that the same contents give the same file: the first full day of the ZIP
 * format's calendar.
 */
const DATE_OF_FILES = String(Date.UTC(1980, 0, 2) / 1000);

export interface PackageOptions {
  readonly repository: string;
  readonly target: string;
  /** Folder that receives the file. */
  readonly out: string;
  /** The addon built for the target, if the target is not this machine. */
  readonly addon?: string | undefined;
  /** Receives the lines to show. */
  readonly say?: (line: string) => void;
}

/**
 * @returns the finished file, which exists under its name only if all went well
 * @throws with one sentence if something is missing or too large
 */
export function packageTarget(wanted: PackageOptions): Promise<string> {
  return withScratchFolder(wanted.out, (scratch) => packageWith(wanted, scratch));
}

async function packageWith(wanted: PackageOptions, scratch: string): Promise<string> {
  const { repository, target, out } = wanted;
  const files = await shippedFiles(wanted, scratch);
  const sizes = sizesOf(files);
  for (const line of describeSizes(sizes)) wanted.say?.(line);
  checkSizes(sizes);
  checkBundles(files, repository);

  const staging = join(scratch, "contents");
  stage(files, staging);
  const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  writeFileSync(
    join(staging, "package.json"),
    `${JSON.stringify(shippedManifest(manifest), undefined, 2)}\n`,
  );

  const unfinished = join(scratch, "package.vsix");
  const options = JSON.stringify(vsceOptions(staging, unfinished, target));
  await run(process.execPath, [writeVsix, options], {
    env: { ...process.env, SOURCE_DATE_EPOCH: DATE_OF_FILES, TZ: "UTC" },
  });
  checkFileSize(statSync(unfinished).size);
  const file = join(out, `${manifest.name}-${target}-${manifest.version}.vsix`);
  renameSync(unfinished, file);
  wanted.say?.(`${file}: ${megabytes(statSync(file).size)}`);
  return file;
}

/** Everything that ships for a target except package.json, in a fixed order. */
export async function shippedFiles(
  { repository, target, out, addon }: PackageOptions,
  scratch: string,
): Promise<ShippedFile[]> {
  const { libraries } = findTarget(target);
  const places = { repository, scratch, cache: join(out, "libraries") };
  const files = [
    ...ownFiles(repository),
    { part: "addon", path: ADDON, from: addonFor(target, addon, repository) } as const,
    ...(await runtimeModules(repository)),
  ];
  for (const name of libraries) files.push(...(await libraryFiles(name, places)));
  return files;
}

function addonFor(target: string, given: string | undefined, repository: string): string {
  const file = given ?? join(repository, ADDON);
  if (given === undefined && target !== ownTarget) {
    throw new Error(
      `The steering addon for ${target} is built on that platform, by npm run build:native; name the file with --addon.`,
    );
  }
  if (!existsSync(file)) throw new Error(`There is no steering addon at ${file}.`);
  const platform = addonPlatform(file);
  if (platform === target) return file;
  throw new Error(
    `${file} is an addon for ${platform ?? "no platform that we know"}, not ${target}.`,
  );
}

function sizesOf(files: readonly ShippedFile[]): Sizes {
  const sizes = Object.fromEntries(parts.map((part) => [part, 0])) as Record<
    (typeof parts)[number],
    number
  >;
  for (const { part, from } of files) sizes[part] += statSync(from).size;
  return sizes;
}

function checkBundles(files: readonly ShippedFile[], repository: string): void {
  for (const { part, path, from } of files) {
    const [found] = part === "bundles" ? machinePathsIn(from, repository) : [];
    if (found) throw new Error(`${path} holds a path of this machine: ${found}`);
  }
}

function stage(files: readonly ShippedFile[], staging: string): void {
  for (const { path, from } of files) {
    const to = join(staging, path);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
  }
}

function vsceOptions(staging: string, file: string, target: string) {
  return {
    cwd: staging,
    packagePath: file,
    target,
    // They are already in place, and are not dependencies that vsce should look for.
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  };
}
