/**
 * Starts other programs from the set-up scripts. Uses only Node.js's own modules, because they run
 * before `npm ci`.
 */
import { spawn, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** An expected failure of a script: only its message needs to be shown. */
export class SetupError extends Error {
  name = "SetupError";
}

/** On Windows, npm is a shell script, and its arguments here need no quotes. */
function needsShell(command) {
  return process.platform === "win32" && command === "npm";
}

/**
 * Runs a program whose output matters only when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<void>}
 */
export function runQuietly(command, args, { cwd = repository, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    let output = "";
    // `npm test --silent` would silence the npm commands in here too, and with them their errors.
    const { npm_config_loglevel: _, ...audible } = env;
    const child = spawn(command, args, {
      cwd,
      env: audible,
      stdio: ["ignore", "pipe", "pipe"],
      shell: needsShell(command),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.on("error", (error) => reject(new SetupError(`${command}: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve();
      const how = signal ? `was ended by ${signal}` : `failed with code ${code}`;
      reject(new SetupError(`${output.trim()}\n${command} ${args.join(" ")} ${how}`));
    });
  });
}

/**
 * Runs an interactive program; resolves to its exit code.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runVisibly(command, args, { env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repository,
      env,
      stdio: ["ignore", "inherit", "inherit"],
      shell: needsShell(command),
    });
    child.on("error", (error) => reject(new SetupError(`${command}: ${error.message}`)));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** @param {string} command */
export function isOnPath(command) {
  const finder = process.platform === "win32" ? "where" : "which";
  return spawnSync(finder, [command], { stdio: "ignore" }).status === 0;
}

/** Reports how long a step took, or nothing if there was nothing to do. */
export async function step(message, work) {
  const start = Date.now();
  process.stdout.write(`${message} ... `);
  try {
    await work();
  } catch (error) {
    process.stdout.write("failed\n");
    throw error;
  }
  process.stdout.write(`${Math.round((Date.now() - start) / 1000)} s\n`);
}

/**
 * Runs a script's main function; a SetupError ends it with just its message.
 * @param {() => Promise<number | undefined>} main resolves to the exit code
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}
