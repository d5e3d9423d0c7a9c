import { spawnSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";

/** Chromium as Debian packages it, or whichever CHROMIUM names; nothing is downloaded. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function findChromium(): string {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const found = spawnSync("which", ["chromium", "chromium-browser", "google-chrome"]);
  const path = found.stdout.toString().split("\n")[0];
  if (!path) throw new Error("No chromium on the PATH; install it or name one with CHROMIUM.");
  return path;
}
