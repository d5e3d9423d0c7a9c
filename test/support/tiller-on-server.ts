/** The command line on a server's model. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { packageRoot } from "./engine.js";

/** Runs `tiller` with these arguments, the key "secret" in its environment. */
export async function tillerOn(...args: string[]) {
  const child = spawn(process.execPath, [join(packageRoot, "dist", "cli.mjs"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TILLER_API_KEY: "secret" },
  });
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, code: await exit };
}
