/**
 * Takes the place of the `code` executable that @vscode/test-electron starts: the same arguments
 * and environment, but the real VS Code server and its web workbench in a headless browser. Exits
 * with 0 only when the suite says that it ran to its end and that all of it passed.
 */
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { launchBrowser } from "../browser.js";
import { startServer } from "../server.js";
import { exitOnSignals } from "../signals.js";
import { temporaryFolder } from "../temporary.js";
import { listenToSuite } from "./channel.js";

const SUITE_LIMIT_MS = Number(process.env.TILLER_SUITE_LIMIT_MS ?? 900_000);

const { values, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: "string", multiple: true },
    extensionTestsPath: { type: "string" },
    "user-data-dir": { type: "string" },
  },
  // The desktop's other switches have no meaning here.
  strict: false,
  allowPositionals: true,
});
const [extension = ".", ...others] = asStrings(values.extensionDevelopmentPath);
const [suite] = asStrings(values.extensionTestsPath);
const [userData] = asStrings(values["user-data-dir"]);
const [folder] = positionals;

exitOnSignals();
process.exitCode = await runSuite(suite);

async function runSuite(tests: string | undefined): Promise<number> {
  if (!tests) {
    console.error("The stand-in for VS Code only runs suites: --extensionTestsPath is missing.");
    return 2;
  }
  const scratch = temporaryFolder();
  const socket = join(scratch.path, "suite");
  const channel = listenToSuite(socket, (text) => process.stdout.write(text));
  const server = await startServer({
    settings: userSettings(userData),
    env: { TILLER_SUITE_SOCKET: socket, TILLER_SUITE_RUNNER: resolve(tests) },
    installed: others.map((path) => resolve(path)),
    prepareStorage: async (storage) => copyStorage(userData, storage),
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const failure = failureSwitch();
    await watchWorkbench(page, failure.fail);
    await page.goto(
      server.address({
        folder: folder && resolve(folder),
        extension: resolve(extension),
        tests: fileURLToPath(new URL("./host-runner.cjs", import.meta.url)),
      }),
      { timeout: SUITE_LIMIT_MS },
    );
    const { error } = await Promise.race([channel.finished, failure.failed, server.ended]);
    if (error) console.error(error);
    return error ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await browser.close();
    await server.dispose();
    channel.close();
    scratch.remove();
  }
}

function failureSwitch(): { failed: Promise<never>; fail: (reason: string) => void } {
  let fail: (reason: string) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = (reason) => reject(new Error(reason));
  });
  failed.catch(() => {});
  return { failed, fail };
}

/** Calls `fail` when the workbench can no longer run the suite, or has had all the time it gets. */
async function watchWorkbench(page: Page, fail: (reason: string) => void): Promise<void> {
  const log: string[] = [];
  // The workbench calls these two functions of the page where it has no desktop to report to.
  await page.exposeFunction("codeAutomationLog", (_type: string, values: unknown[]) => {
    log.push(values.join(" "));
  });
  await page.exposeFunction("codeAutomationExit", (code: number) =>
    fail([...log.slice(-20), `The workbench ended the suite early, with code ${code}.`].join("\n")),
  );
  page.on("crash", () => fail("The workbench crashed."));
  page.on("close", () => fail("The browser ended."));
  setTimeout(
    () => fail(`The suite did not finish within ${SUITE_LIMIT_MS / 1000} s.`),
    SUITE_LIMIT_MS,
  ).unref();
}

function userSettings(directory: string | undefined): Record<string, unknown> {
  const file = directory && join(directory, "User/settings.json");
  return file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** What the extension is to find in its own folder. */
function copyStorage(directory: string | undefined, storage: string): void {
  const own = directory && join(directory, "User/globalStorage/tiller.tiller");
  if (own && existsSync(own)) cpSync(own, storage, { recursive: true });
}

/** `parseArgs` without `strict` types every value as text or switch, alone or many. */
function asStrings(value: unknown): string[] {
  return [value].flat().filter((item) => typeof item === "string");
}
