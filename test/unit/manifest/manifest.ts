/** package.json as far as tests of it read it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

const keybindingSchema = z.object({
  command: z.string(),
  key: z.string(),
  mac: z.string().optional(),
  when: z.string().optional(),
});

const menuItemSchema = z.object({
  command: z.string().optional(),
  submenu: z.string().optional(),
  when: z.string().optional(),
});

const manifestSchema = z.object({
  contributes: z.object({
    commands: z.array(
      z.object({ command: z.string(), title: z.string(), enablement: z.string().optional() }),
    ),
    keybindings: z.array(keybindingSchema),
    menus: z.record(z.string(), z.array(menuItemSchema)).default({}),
  }),
});

export const manifest = manifestSchema.parse(readJson("package.json"));

/** The text of a manifest's `%key%`. */
export function manifestText(key: string, language = ""): string | undefined {
  const texts = z.record(z.string(), z.string());
  return texts.parse(readJson(`package.nls${language && `.${language}`}.json`))[
    key.replaceAll("%", "")
  ];
}

/** A JSON file of the repository. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(`${root}${path}`, "utf8"));
}
