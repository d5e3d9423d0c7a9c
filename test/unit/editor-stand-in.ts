/** What the files that are made for the editor use of it, for tests without one: texts as they are written. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const Uri = {
  joinPath: (base: { path: string }, ...parts: string[]) => ({
    path: [base.path, ...parts].join("/"),
    toString: () => base.path,
  }),
};

export const env = { language: "en" };

export const l10n = {
  t: (message: string, ...values: unknown[]) =>
    message.replace(/\{(\d)\}/g, (slot, place) => String(values[place] ?? slot)),
};

export const ConfigurationTarget = { Global: 1, Workspace: 2 };

const manifest = readFileSync(
  fileURLToPath(new URL("../../package.json", import.meta.url)),
  "utf8",
);
const { properties } = JSON.parse(manifest).contributes.configuration;

/** What is set, by full names, and which names were asked for. */
export const settings = {
  global: new Map<string, unknown>(),
  workspace: new Map<string, unknown>(),
  read: new Set<string>(),
  clear(): void {
    this.global.clear();
    this.workspace.clear();
    this.read.clear();
  },
};

export const workspace = {
  onDidChangeConfiguration: () => ({ dispose: () => {} }),
  getConfiguration(section: string) {
    const levels = (name: string) => {
      const key = `${section}.${name}`;
      settings.read.add(key);
      return {
        defaultValue: properties[key]?.default as unknown,
        globalValue: settings.global.get(key),
        workspaceValue: settings.workspace.get(key),
      };
    };
    return {
      get(name: string) {
        const { workspaceValue, globalValue, defaultValue } = levels(name);
        return workspaceValue ?? globalValue ?? defaultValue;
      },
      inspect: levels,
      async update(name: string, value: unknown, target: number) {
        const level = target === ConfigurationTarget.Global ? settings.global : settings.workspace;
        if (value === undefined) level.delete(`${section}.${name}`);
        else level.set(`${section}.${name}`, value);
      },
    };
  },
};
