/** Runs `npm ci` if node_modules is missing or differs from package-lock.json. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository, runQuietly, step } from "./run.mjs";

export async function ensureDependencies() {
  if (dependenciesMatchLock()) return;
  await step("Installing npm packages", () => runQuietly("npm", ["ci", "--no-audit", "--no-fund"]));
}

/** npm records what it installed in a lockfile of its own, inside node_modules. */
function dependenciesMatchLock() {
  const record = join(repository, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = readPackages(record);
  const wanted = Object.entries(readPackages(join(repository, "package-lock.json")));
  return wanted.every(
    ([path, { version, optional, peer }]) =>
      path === "" || optional || peer || installed[path]?.version === version,
  );
}

/** @returns {Record<string, { version: string, optional?: boolean, peer?: boolean }>} */
function readPackages(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages;
}
