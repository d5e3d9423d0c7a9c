/**
 * Calibrates the bundled model and its siblings, evaluates them completely, and keeps the report as the
 * example in docs/evaluation: `npm run docs:evaluation`. What was stopped goes on where it was.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const model = (name) => join(root, "model", `tiller-tiny${name}-f16.gguf`);
const out = join(root, "out", "evaluation");
const example = join(root, "docs", "evaluation");

function tiller(...args) {
  execFileSync(process.execPath, [join(root, "dist", "cli.mjs"), ...args], { stdio: "inherit" });
}

execFileSync(process.execPath, [join(root, "esbuild.mjs")], { stdio: "inherit" });
tiller("calibrate", model(""), "--into", join(root, "vectors", "tiller-tiny"));
tiller("calibrate", model("-plain"));
tiller("calibrate", model("-base"));
tiller(
  ...["evaluate", model(""), "--full", "--out", out],
  ...["--siblings", `plain=${model("-plain")},base=${model("-base")}`],
);
mkdirSync(example, { recursive: true });
for (const file of ["report.html", "summary.txt"]) {
  copyFileSync(join(out, file), join(example, file));
}
