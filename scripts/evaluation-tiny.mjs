/**
 * Calibrates the model for tests and its siblings, evaluates them completely, and saves the figures
 * in test/tiny/evaluation: `npm run evaluation:tiny`. Resumes where it was stopped.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";

const load = (file) => tsImport(`../${file}`, import.meta.url);
const tiny = await load("test/support/tiny.ts");
const { cacheDirectory } = await load("src/cli/engine.ts");

const root = join(import.meta.dirname, "..");
const out = join(root, "out", "evaluation");

function tiller(...args) {
  execFileSync(process.execPath, [join(root, "dist", "cli.mjs"), ...args], { stdio: "inherit" });
}

execFileSync(process.execPath, [join(root, "esbuild.mjs")], { stdio: "inherit" });
tiller("calibrate", tiny.tillerTiny, "--into", tiny.tinySet);
await tiny.addTinySet(cacheDirectory());
tiller("calibrate", tiny.tillerTinyPlain);
tiller("calibrate", tiny.tillerTinyBase);
tiller(
  ...["evaluate", tiny.tillerTiny, "--full", "--out", out],
  ...["--siblings", `plain=${tiny.tillerTinyPlain},base=${tiny.tillerTinyBase}`],
);
copyFileSync(join(out, "summary.txt"), join(tiny.tinyPackage, "evaluation", "summary.txt"));
