/** package.json as far as tests of it read it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const when = z.string().optional();

const keybindingSchema = z.object({
  command: z.string(),
  key: z.string(),
  mac: z.string().optional(),
  when,
});

const menuItemSchema = z.object({
  command: z.string().optional(),
  submenu: z.string().optional(),
  when,
});

const walkthroughSchema = z.object({
  id: z.string(),
  steps: z.array(
    z.object({
      id: z.string(),
      description: z.string(),
      media: z.object({ markdown: z.string() }),
      completionEvents: z.array(z.string()).min(1),
    }),
  ),
});

const manifestSchema = z.object({
  publisher: z.string(),
  name: z.string(),
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), enablement: when })),
    keybindings: z.array(keybindingSchema),
    submenus: z.array(z.object({ id: z.string() })),
    menus: z.record(z.string(), z.array(menuItemSchema)),
    viewsContainers: z.record(z.string(), z.array(z.object({ id: z.string() }))),
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
    configuration: z.object({ properties: z.record(z.string(), z.unknown()) }),
    walkthroughs: z.array(walkthroughSchema),
    languageModelChatProviders: z.array(z.object({ vendor: z.string() })).default([]),
  }),
});

export const manifest = manifestSchema.parse(readJson("package.json"));

/** The texts for its `%keys%`. */
export function manifestTexts(language?: string): Record<string, string> {
  const file = language === undefined ? "package.nls.json" : `package.nls.${language}.json`;
  return z.record(z.string(), z.string()).parse(readJson(file));
}

/** The text that stands for one `%key%`. */
export function manifestText(key: string): string {
  return manifestTexts()[key.replaceAll("%", "")] ?? key;
}

/** A file of the repository. */
export function readText(path: string): string {
  return readFileSync(`${root}${path}`, "utf8");
}

function readJson(path: string): unknown {
  return JSON.parse(readText(path));
}
