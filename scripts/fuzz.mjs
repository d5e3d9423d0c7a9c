/**
 * Fuzzes the parsers of data that we did not write, guided by coverage (libFuzzer through Jazzer.js):
 *
 *     npm run fuzz -- [target...] [--seconds 600] [--seed N]
 *
 * Without a target, all of them, one after the other. What is found is kept in
 * `test/fuzz/findings/<target>/` as the input and, beside it, what went wrong; the unit tests read
 * all that is there. Stops at Ctrl+C. Exits with 1 if anything was found.
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { repository, runScript, SetupError } from "./setup/run.mjs";

/** An input that takes so many seconds has made the parser hang. */
const LONGEST_SECONDS = 20;
/** More memory than this is a blow-up. */
const MOST_MEBIBYTES = 3072;
const REPORT_EVERY_SECONDS = 30;
/** libFuzzer's exit status for what it found itself: a hang, or too much memory. */
const jazzer = createRequire(import.meta.url).resolve("@jazzer.js/core/dist/cli.js");

const stopping = new AbortController();
process.on("SIGINT", () => stopping.abort());
process.on("SIGTERM", () => stopping.abort());

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: "string", default: "600" }, seed: { type: "string" } },
  });
  const seconds = wholeNumber("seconds", values.seconds);
  const seed = wholeNumber("seed", values.seed ?? String(1 + Math.floor(Math.random() * 2 ** 30)));
  const work = await mkdtemp(join(tmpdir(), "tiller-fuzzing-"));
  try {
    await bundle(work);
    const corpus = await import(pathToFileURL(join(work, "corpus.mjs")).href);
    const chosen = choose(corpus.describeTargets(), positionals);
    let found = 0;
    for (const target of chosen) {
      if (stopping.signal.aborted) break;
      corpus.writeCorpus(target.name, join(work, target.name, "corpus"), seed);
      found += (await fuzz(target, work, seconds, seed)) ? 1 : 0;
    }
    return found > 0 ? 1 : 0;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
});

function wholeNumber(name, text) {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new SetupError(`--${name} is a whole number from 1 on, not "${text}".`);
}

function choose(targets, names) {
  const unknown = names.find((name) => !targets.some((target) => target.name === name));
  if (unknown !== undefined) {
    const known = targets.map(({ name }) => name).join(", ");
    throw new SetupError(`There is no target "${unknown}"; there are ${known}.`);
  }
  return names.length === 0 ? targets : targets.filter(({ name }) => names.includes(name));
}

/** The targets with all that they import but node-llama-cpp, of which only names are used. */
async function bundle(work) {
  await build({
    entryPoints: {
      corpus: join(repository, "test/fuzz/corpus.ts"),
      instrumented: join(repository, "test/fuzz/instrumented.ts"),
    },
    outdir: work,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
    alias: {
      "node-llama-cpp": join(
        repository,
        "node_modules/node-llama-cpp/dist/gguf/types/GgufMetadataTypes.js",
      ),
    },
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
}

/** @returns whether anything was found */
async function fuzz({ name, isAsync, longest }, work, seconds, seed) {
  const findings = join(repository, "test/fuzz/findings", name);
  const folder = join(work, name);
  const artifacts = join(folder, "artifacts/");
  const temporary = join(folder, "tmp");
  await Promise.all([artifacts, temporary].map((path) => mkdir(path, { recursive: true })));
  const jazzerOptions = [
    join(work, "instrumented"),
    join(folder, "corpus"),
    ...["-i", "instrumented.mjs", "--disableBugDetectors", ".*"],
    ...["--timeout", String(1000 * LONGEST_SECONDS), ...(isAsync ? [] : ["--sync"])],
  ];
  const fuzzerOptions = [
    `-max_total_time=${seconds}`,
    `-seed=${seed}`,
    `-max_len=${longest}`,
    `-rss_limit_mb=${MOST_MEBIBYTES}`,
    `-artifact_prefix=${artifacts}`,
  ];
  const started = Date.now();
  const child = spawn(process.execPath, [jazzer, ...jazzerOptions, "--", ...fuzzerOptions], {
    cwd: work,
    stdio: ["ignore", "ignore", "pipe"],
    // Interrupted by this process alone, which tells it below.
    detached: true,
    env: {
      ...process.env,
      TMPDIR: temporary,
      TILLER_FUZZ_TARGET: name,
      TILLER_FUZZ_FINDINGS: findings,
      TILLER_FUZZ_SEED: String(seed),
    },
  });
  const stop = () => child.kill("SIGKILL");
  stopping.signal.addEventListener("abort", stop, { once: true });
  const before = await readdir(findings).catch(() => []);
  const told = [];
  let inputs = 0;
  let coverage = 0;
  const report = () => {
    const passed = Math.round((Date.now() - started) / 1000);
    const speed = Math.round(inputs / Math.max(1, passed));
    console.log(
      `${name}: ${inputs} inputs, ${coverage} branches, ${speed} a second, ${passed} of ${seconds} s`,
    );
  };
  const timer = setInterval(report, 1000 * REPORT_EVERY_SECONDS);
  for await (const line of createInterface({ input: child.stderr })) {
    const [, count, edges] = /^#(\d+)\s.*?(?:cov: (\d+))?/.exec(line) ?? [];
    if (count !== undefined) inputs = Number(count);
    const covered = /cov: (\d+)/.exec(line)?.[1] ?? edges;
    if (covered !== undefined) coverage = Number(covered);
    told.push(line);
    if (told.length > 200) told.shift();
  }
  const code = await new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once("exit", resolve);
  });
  clearInterval(timer);
  stopping.signal.removeEventListener("abort", stop);
  report();
  await keepArtifacts(artifacts, findings, told, seed);
  const kept = (await readdir(findings).catch(() => [])).filter((file) => !before.includes(file));
  for (const file of kept) console.log(`${name}: found ${join("test/fuzz/findings", name, file)}`);
  if (code !== 0 && kept.length === 0 && !stopping.signal.aborted) {
    console.error(told.join("\n"));
    throw new SetupError(`Fuzzing ${name} ended with status ${code} and found nothing.`);
  }
  return kept.length > 0;
}

/** Hangs and too much memory end the process at once, so libFuzzer itself has written the input. */
async function keepArtifacts(artifacts, findings, told, seed) {
  for (const file of await readdir(artifacts)) {
    if (!/^(?:timeout|oom|slow-unit)-/.test(file)) continue;
    const name = file.replace(/^([a-z-]+-[0-9a-f]{12}).*$/, "$1");
    await mkdir(findings, { recursive: true });
    await rename(join(artifacts, file), join(findings, name));
    const why = told.find((line) => /ERROR: libFuzzer/.test(line)) ?? file;
    await writeFile(join(findings, `${name}.txt`), `${why}\nSeed ${seed}.\n`);
  }
}
