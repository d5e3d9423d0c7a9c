/**
 * llama.cpp's own programs, built from the sources inside node-llama-cpp against the very libraries
 * that Tiller runs on: as fast as this llama.cpp can be.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../test/support/engine.js";
import { unpackLlamaCpp } from "../test/support/llama-cpp-sources.js";

type Program = "llama-bench" | "batched-bench" | "completion";

const folder = join(packageRoot, "out/peers");
const sources = join(folder, "llama.cpp");
/** The processor's libraries; the programs look for backends in the current folder. */
const libraries = join(packageRoot, "node_modules/@node-llama-cpp/linux-x64/bins/linux-x64");

/** Whether the programs can be built here. */
export const hasPeers = process.platform === "linux" && existsSync(libraries);

/** @throws when git or the compiler is missing */
function build(program: Program): string {
  const binary = join(folder, program);
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(sources, "include"))) {
    rmSync(sources, { recursive: true, force: true });
    unpackLlamaCpp(folder);
  }
  const code = join(sources, "tools", program);
  const linked = readdirSync(libraries).filter((file) =>
    /^lib(llama|llama-common|ggml|ggml-base)(\.v[\d.]+)?\.so$/.test(file),
  );
  check("c++", [
    "-O1",
    "-std=c++17",
    ...["include", "ggml/include", "common", "vendor"].map((path) => `-I${join(sources, path)}`),
    ...readdirSync(code)
      .filter((file) => file.endsWith(".cpp"))
      .map((file) => join(code, file)),
    ...linked.map((file) => join(libraries, file)),
    `-Wl,-rpath,${libraries}`,
    "-lpthread",
    "-o",
    binary,
  ]);
  return binary;
}

function check(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    cwd: libraries,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error || status !== 0) {
    throw new Error(`${command} failed: ${error?.message ?? stderr.trim()}`);
  }
  return stdout;
}

const runsSchema = z.array(z.object({ avg_ts: z.number() }));

/** Tokens per second of `llama-bench`: reading `prompt` tokens, or decoding `decoded` of them. */
export function llamaBench(
  model: string,
  { prompt = 0, decoded = 0, threads }: { prompt?: number; decoded?: number; threads: number },
): number {
  const output = check(build("llama-bench"), [
    ...["-m", model, "-t", String(threads), "-ngl", "0", "-r", "1", "-o", "json"],
    ...["-p", String(prompt), "-n", String(decoded)],
  ]);
  const [run] = runsSchema.parse(JSON.parse(output));
  if (!run) throw new Error("llama-bench printed no result.");
  return run.avg_ts;
}

const batchSchema = z.object({ pl: z.number(), t_tg: z.number() });

/** Seconds that `llama-batched-bench` takes for `decoded` tokens of each of `counts` sequences. */
export function batchedBench(
  model: string,
  {
    prompt,
    decoded,
    counts,
    threads,
  }: { prompt: number; decoded: number; counts: readonly number[]; threads: number },
): Map<number, number> {
  const cells = (prompt + decoded) * Math.max(...counts);
  const output = check(build("batched-bench"), [
    ...["-m", model, "-t", String(threads), "-ngl", "0", "-c", String(cells), "--kv-unified"],
    ...["-npp", String(prompt), "-ntg", String(decoded), "-npl", counts.join(",")],
    ...["--output-format", "jsonl"],
  ]);
  const runs = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => batchSchema.parse(JSON.parse(line)));
  return new Map(runs.map(({ pl, t_tg }) => [pl, t_tg]));
}

/** What `llama-completion` writes after a prompt, on one thread; `options` are its own options. */
export function llamaCompletion(model: string, prompt: string, options: readonly string[]): string {
  return check(build("completion"), [
    ...["-m", model, "-p", prompt, "-no-cnv", "--no-warmup", "--no-display-prompt"],
    ...["-t", "1", "-ngl", "0", "--no-escape", ...options],
  ]);
}

/** Peak memory of `llama-bench` while reading and decoding with a model, in bytes. */
export async function llamaBenchMemory(model: string, threads: number): Promise<number> {
  const args = ["-m", model, "-t", String(threads), "-ngl", "0", "-r", "1", "-p", "64", "-n", "32"];
  const child = spawn(build("llama-bench"), args, { cwd: libraries, stdio: "ignore" });
  let bytes = 0;
  const watch = setInterval(() => {
    bytes = Math.max(bytes, memoryOf(child.pid ?? 0).peak);
  }, 5);
  await once(child, "exit");
  clearInterval(watch);
  return bytes;
}

/** Resident memory of a process, current and peak, in bytes; 0 if the process is gone. */
export function memoryOf(pid: number): { resident: number; peak: number } {
  const file = `/proc/${pid}/status`;
  const status = existsSync(file) ? readFileSync(file, "utf8") : "";
  const bytes = (name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024;
  return { resident: bytes("VmRSS"), peak: bytes("VmHWM") };
}
