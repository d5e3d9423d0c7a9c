/**
 * The keys that others have by default. VS Code's own are as `npm run default-keys` recorded them:
 * everything that "Open Default Keyboard Shortcuts (JSON)" shows on each platform. What only its
 * desktop has, and what the systems keep for themselves, is written down by hand.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";

export const platforms = ["win", "linux", "mac"] as const;
export type Platform = (typeof platforms)[number];

const keysSchema = z.array(
  z.object({ key: z.string(), command: z.string(), when: z.string().optional() }),
);
export type Key = z.infer<typeof keysSchema>[number];

const recordSchema = z.object({
  /** Of VS Code. */
  version: z.string(),
  keys: keysSchema,
});

export function recordedKeysFile(platform: Platform): string {
  return fixture(`${platform}.json`);
}

export function defaultKeys(platform: Platform): Key[] {
  const { keys } = recordSchema.parse(readJson(recordedKeysFile(platform)));
  const desktop = z.record(z.enum(platforms), keysSchema).parse(readJson(fixture("desktop.json")));
  return [...keys, ...desktop[platform]];
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/default-keys/${name}`, import.meta.url));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
