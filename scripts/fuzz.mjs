/**
 * Fuzzes the parsers of data that we did not write, guided by the code that inputs reach:
 *
 *     npm run fuzz -- [target...] [--seconds 600] [--seed N]
 *
 * Without a target, runs all of them, one after the other. Each finding is kept in
 * `test/fuzz/findings/<target>/` as the input and, beside it, what went wrong; the unit tests read
 * all of them. Ctrl+C stops. Exits with 1 if anything was found.
 */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { createInstrumenter } from "istanbul-lib-instrument";
import { repository, runScript, SetupError } from "./setup/run.mjs";

/**
 * An input that takes this many seconds of processor time, or waits this long, has made the parser
 * hang.
 */
const LONGEST_SECONDS = 20;
const LONGEST_WAIT_SECONDS = 300;
/** More memory than this is a blow-up: for JavaScript, and for the whole process. */
const MOST_HEAP_MEBIBYTES = 1536;
const MOST_MEBIBYTES = 3072;
const REPORT_EVERY_SECONDS = 30;
const LONGEST_INPUT = 64 * 1024;
/** The form in which `test/fuzz/loop.ts` shares an input. */
const HEAD_BYTES = 16;

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stopping.abort());

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: "string", default: "600" }, seed: { type: "string" } },
  });
  const seconds = wholeNumber("seconds", values.seconds);
  const seed = wholeNumber("seed", values.seed ?? String(1 + Math.floor(Math.random() * 2 ** 30)));
  const names = await chosen(positionals);
  // Inside the repository, so that unbundled packages are found.
  await mkdir(join(repository, "out"), { recursive: true });
  const work = await mkdtemp(join(repository, "out/fuzzing-"));
  try {
    let found = 0;
    for (const name of names) {
      if (stopping.signal.aborted) break;
      if (await fuzz(name, work, seconds, seed)) found += 1;
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

async function chosen(names) {
  const files = await readdir(join(repository, "test/fuzz/targets"));
  const all = files.map((file) => file.replace(/\.ts$/, "")).sort();
  const unknown = names.find((name) => !all.includes(name));
  if (unknown === undefined) return names.length === 0 ? all : names;
  throw new SetupError(`There is no target "${unknown}"; there are ${all.join(", ")}.`);
}

/** Builds a target and its loop as one instrumented module. */
async function instrumented(name, work) {
  const file = join(work, `${name}.mjs`);
  await build({
    stdin: {
      contents: `import { target } from "./targets/${name}.js";
        import { run } from "./loop.js";
        await run(target);`,
      resolveDir: join(repository, "test/fuzz"),
    },
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
    // The first as in the engine's bundle; the second makes inputs and reads none.
    external: ["node-llama-cpp", "fast-check"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  const instrumenter = createInstrumenter({ esModules: true, compact: true });
  await writeFile(file, instrumenter.instrumentSync(await readFile(file, "utf8"), file));
  return file;
}

/** @returns whether anything was found */
async function fuzz(name, work, seconds, seed) {
  const file = await instrumented(name, work);
  const temporary = join(work, `${name}-files`);
  await mkdir(temporary);
  const shared = new SharedArrayBuffer(HEAD_BYTES + LONGEST_INPUT);
  const started = Date.now();
  let last = { inputs: 0, reached: 0, kept: 0 };
  let finding;
  const worker = new Worker(file, {
    workerData: { seconds, seed, shared },
    env: { ...process.env, TMPDIR: temporary },
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MEBIBYTES },
  });
  const found = (input, why) => {
    finding ??= { input, why };
    void worker.terminate();
  };
  worker.on("message", (message) => {
    last = message;
    if (message.finding) found(message.finding, message.why);
  });
  // Anything else that ends the thread, above all running out of memory, comes from the last input
  // it tried.
  worker.on("error", (error) => found(currentInput(shared), error.stack ?? String(error)));
  let tried = { begun: 0, cpu: 0 };
  const watch = setInterval(() => {
    const begun = new DataView(shared).getFloat64(8);
    if (begun === 0 || begun !== tried.begun) tried = { begun, cpu: processorSeconds() };
    const waited = begun > 0 && Date.now() - begun > 1000 * LONGEST_WAIT_SECONDS;
    const mebibytes = Math.round(process.memoryUsage.rss() / 2 ** 20);
    if (waited || processorSeconds() - tried.cpu > LONGEST_SECONDS) {
      found(currentInput(shared), "It takes too long.");
    } else if (mebibytes > MOST_MEBIBYTES) {
      found(currentInput(shared), `It takes ${mebibytes} MiB of memory.`);
    }
  }, 200);
  const report = () => {
    const passed = Math.max(1, Math.round((Date.now() - started) / 1000));
    console.log(
      `${name}: ${passed} s, ${last.inputs} inputs (${Math.round(last.inputs / passed)} a second), ${last.reached} places reached, ${last.kept} inputs kept, seed ${seed}`,
    );
  };
  const timer = setInterval(report, 1000 * REPORT_EVERY_SECONDS);
  const stop = () => void worker.terminate();
  stopping.signal.addEventListener("abort", stop, { once: true });
  await new Promise((resolve) => {
    worker.once("exit", resolve);
  });
  stopping.signal.removeEventListener("abort", stop);
  clearInterval(timer);
  clearInterval(watch);
  report();
  if (finding) await keep(name, finding, seed);
  return finding !== undefined;
}

function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function currentInput(shared) {
  const length = new DataView(shared).getUint32(0);
  return new Uint8Array(shared, HEAD_BYTES, length).slice();
}

async function keep(name, { input, why }, seed) {
  const folder = join(repository, "test/fuzz/findings", name);
  const id = createHash("sha1").update(input).digest("hex").slice(0, 12);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, id), input);
  const [sentence] = why.split("\n");
  await writeFile(join(folder, `${id}.txt`), `${sentence.slice(0, 500)}\nSeed ${seed}.\n`);
  console.log(`${name}: found test/fuzz/findings/${name}/${id}\n${why.slice(0, 2000)}`);
}
