/**
 * `npm run default-keys`: records VS Code's default keys on every platform, for the test that
 * Tiller's keys shadow none of them, and writes Escape's when-clause into package.json. The source is
 * the document behind "Open Default Keyboard Shortcuts (JSON)" in the real workbench, whose platform is
 * what its browser claims.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { repository, runScript, step } from "./setup/run.mjs";
import { ensureSystemPackages, toTest } from "./setup/system.mjs";
import { ensureWorkbench } from "./setup/workbench.mjs";

const systems = {
  win: "Windows NT 10.0; Win64; x64",
  linux: "X11; Linux x86_64",
  mac: "Macintosh",
};
const reader = fileURLToPath(new URL("default-keys-reader.cjs", import.meta.url));

await runScript(async () => {
  await ensureSystemPackages(toTest);
  await ensureDependencies();
  await ensureWorkbench();
  const load = (file) => tsImport(`../test/${file}`, import.meta.url);
  const { startServer } = await load("workbench/server.ts");
  const { launchBrowser } = await load("workbench/browser.ts");
  const { temporaryFolder } = await load("workbench/temporary.ts");
  const { recordedKeysFile } = await load("unit/manifest/default-keys.ts");

  const scratch = temporaryFolder();
  const listing = join(scratch.path, "keys");
  const server = await startServer({
    // The chat's keys are included, whether or not it is used.
    settings: { "chat.disableAIFeatures": false },
    env: { TILLER_DEFAULT_KEYS: listing },
  });
  const browser = await launchBrowser();
  try {
    const address = server.address({ extension: repository, tests: reader });
    for (const [platform, system] of Object.entries(systems)) {
      await step(`Recording the default keys of ${platform}`, async () => {
        await readListing(browser, address, system);
        const file = recordedKeysFile(platform);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, asLines(JSON.parse(readFileSync(listing, "utf8"))));
      });
    }
  } finally {
    await browser.close();
    await server.dispose();
    scratch.remove();
  }
  const { escapeClause } = await load("unit/manifest/escape-clause.ts");
  writeEscapeClause(escapeClause());
});

/** Resolves when the reader, which the workbench treats as a suite, has run. */
async function readListing(browser, address, system) {
  const userAgent = `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0`;
  const page = await browser.newPage({ userAgent });
  await page.exposeFunction("codeAutomationLog", () => {});
  const code = await new Promise((resolve, reject) => {
    page
      .exposeFunction("codeAutomationExit", resolve)
      .then(() => page.goto(address, { waitUntil: "commit" }))
      .catch(reject);
  });
  await page.close();
  if (code !== 0) throw new Error(`The default keys could not be read (code ${code}).`);
}

/** One key per line, so that differences in a newer VS Code are readable. */
function asLines({ version, keys }) {
  const lines = keys
    .filter(({ command }) => !command.startsWith("tiller."))
    .map(({ key, command, when }) => {
      // A folder that is created anew in every run is not a difference.
      const lasting = when?.replace(/(?<=vscode-remote:).*(?=\/data\/User\/)/, "");
      return JSON.stringify({ key, command, when: lasting });
    });
  return `{ "version": ${JSON.stringify(version)}, "keys": [\n${lines.join(",\n")}\n] }\n`;
}

/** All else in the file stays as it is. */
function writeEscapeClause(clause) {
  const file = join(repository, "package.json");
  const text = readFileSync(file, "utf8");
  const { keybindings } = JSON.parse(text).contributes;
  const { when } = keybindings.find(({ key }) => key === "escape");
  writeFileSync(
    file,
    text.replace(JSON.stringify(when), () => JSON.stringify(clause)),
  );
}
