/**
 * Runs every check and every suite, or those named: `npm test`, `node scripts/test.mjs unit host`.
 * Sets up what they need first. A suite's results are read from mocha's JSON report, never from its
 * output; a suite without a report has failed, whatever its exit code.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { repository, runScript, runVisibly, SetupError } from "./setup/run.mjs";
import { ensureStarter } from "./setup/starter.mjs";
import { ensureSystemPackages, toBuild, toTest } from "./setup/system.mjs";
import { ensureWorkbench } from "./setup/workbench.mjs";

const mocha = "node_modules/mocha/bin/mocha.js";
const vscodeTest = "node_modules/@vscode/test-cli/out/bin.mjs";
const standIn = join(repository, "test/workbench/stand-in/code.mjs");

const native = "test/engine/native-*.test.ts";

/** Each is one npm script, and counts as one test. */
const checks = ["typecheck", "lint", "rules"];

const suites = {
  unit: { run: [mocha, "test/unit/**/*.test.ts"] },
  // In a process of its own: devices are looked for once, and these tests want software ones to be found.
  native: { run: [mocha, native] },
  engine: { run: [mocha, "test/engine/**/*.test.ts", "--ignore", native] },
  "stand-in": { run: [mocha, "test/workbench/stand-in/*.test.ts"], workbench: true },
  host: { run: [vscodeTest], workbench: true, env: { VSCODE_EXECUTABLE: standIn } },
  ui: { run: [mocha, "test/workbench/ui/*.test.ts"], workbench: true },
};

await runScript(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !checks.includes(name) && !(name in suites));
  if (unknown) {
    throw new SetupError(
      `There is no suite "${unknown}"; there are ${[...checks, ...Object.keys(suites)].join(", ")}.`,
    );
  }
  const isWanted = (name) => wanted.length === 0 || wanted.includes(name);
  const suitesToRun = Object.entries(suites).filter(([name]) => isWanted(name));

  const results = [];
  try {
    await setUp(suitesToRun.some(([, suite]) => suite.workbench));
    for (const name of checks.filter(isWanted)) results.push(await runCheck(name));
    for (const [name, suite] of suitesToRun) results.push(await runSuite(name, suite));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    results.push({ name: "set-up", passed: 0, failed: 1, note: error.message });
  }

  console.log("");
  for (const result of results) console.log(describe(result));
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

async function setUp(workbench) {
  await ensureSystemPackages(workbench ? toTest : toBuild);
  await ensureDependencies();
  if (workbench) await ensureWorkbench();
  await ensureBuilt();
  // Tests that want it are skipped where it is not to be had, and say so; all others use a smaller one.
  await ensureStarter();
}

async function runCheck(name) {
  console.log(`\n== ${name}`);
  const start = Date.now();
  const code = await runVisibly("npm", ["run", "--silent", name]);
  const counts = code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  return { name, seconds: secondsSince(start), ...counts };
}

async function runSuite(name, { run, env = {} }) {
  console.log(`\n== ${name}`);
  const start = Date.now();
  const report = join(repository, "out/reports", `${name}.json`);
  rmSync(report, { force: true });
  const code = await runVisibly(process.execPath, run, {
    // What the person set wins: VSCODE_EXECUTABLE may name a desktop.
    env: { ...env, ...process.env, TILLER_TEST_REPORT: report },
  });
  return { name, seconds: secondsSince(start), ...readReport(report, code) };
}

/** A suite that ran no test, or ended badly although every test passed, counts as one failure. */
function readReport(report, code) {
  if (!existsSync(report)) return { passed: 0, failed: 1, note: "no report" };
  const { passes, failures, pending } = JSON.parse(readFileSync(report, "utf8")).stats;
  const counts = { passed: passes, failed: failures, skipped: pending };
  if (passes + failures === 0) return { ...counts, failed: 1, note: "no tests ran" };
  if (failures === 0 && code !== 0) return { ...counts, failed: 1, note: `exit code ${code}` };
  return counts;
}

function describe({ name, seconds, passed, failed, skipped, note }) {
  const parts = [`${passed} passed`, `${failed} failed`];
  if (skipped) parts.push(`${skipped} skipped`);
  if (seconds !== undefined) parts.push(`${seconds} s`);
  if (note) parts.push(note);
  return `${name}: ${parts.join(", ")}`;
}

function secondsSince(start) {
  return Math.round((Date.now() - start) / 1000);
}
