/**
 * Runs in its own network namespace: brings up loopback, downloads a model from a hub on it with
 * the command line, and prints the network's use as JSON.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../engine.js";
import { FakeHub, fakeModel, REPOSITORY } from "../fake-hub.js";
import { openSockets, since, traffic } from "./traffic.js";

const FILE = "notes-Q4_K_M.gguf";

execFileSync("ip", ["link", "set", "lo", "up"]);
const folder = mkdtempSync(join(tmpdir(), "tiller-alone-"));
const hub = await FakeHub.start();
try {
  const content = fakeModel(300_000);
  hub.put(FILE, content);
  const servers = openSockets().length;
  const before = traffic();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...[join(packageRoot, "dist", "cli.mjs"), "download", `hf:${REPOSITORY}/${FILE}`],
      ...["--folder", folder],
    ],
    {
      env: {
        ...process.env,
        HF_ENDPOINT: hub.endpoint,
        NO_PROXY: "*",
        XDG_CACHE_HOME: folder,
      },
    },
  );
  const used = since(before);
  const isWhole = readFileSync(stdout.trim()).equals(content);
  console.log(JSON.stringify({ isWhole, used, asked: hub.asked.length, servers }));
} finally {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
}
