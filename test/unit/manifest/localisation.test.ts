import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getL10nJson } from "@vscode/l10n-dev";
import * as z from "zod";
import { declarations, families } from "../../../src/constraints/declarations.js";
import { controlFor } from "../../../src/sidebar/control.js";
import { allSources } from "./editor-sources.js";
import { manifestTexts, readText } from "./manifest.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const languages = readdirSync(`${root}l10n`).flatMap((file) => {
  const [, language] = /^bundle\.l10n\.(\w+)\.json$/.exec(file) ?? [];
  return language ?? [];
});

/** Files that translate what is declared elsewhere, all of which `declared` knows. */
const TRANSLATE_DECLARATIONS = [
  "src/constraints/selection.ts",
  "src/constraints/write-receipt.ts",
  "src/engine/generating/steering.ts",
  "src/selecting/describe.ts",
  "src/sidebar/layout.ts",
];

describe("the texts of the code", () => {
  let texts: Set<string>;

  before(async () => {
    texts = new Set([...(await written()), ...declared()]);
  });

  it("are written where they are translated", () => {
    const others = allSources
      .filter(({ text }) => /\bl10n\.t\(\s*(?!["'{\s])/.test(text))
      .map(({ path }) => path);
    assert.deepEqual(others.sort(), TRANSLATE_DECLARATIONS);
  });

  it("ship in one more language at least", () => {
    assert.ok(languages.length > 0);
  });

  for (const language of languages) {
    it(`are each in the bundle of ${language}, and no other is`, () => {
      assert.deepEqual(Object.keys(bundle(language)).sort(), [...texts].sort());
    });

    it(`keep their placeholders in ${language}`, () => {
      const differing = Object.entries(bundle(language)).filter(
        ([text, translation]) => placeholders(text) !== placeholders(translation),
      );
      assert.deepEqual(differing, []);
    });
  }
});

describe("the texts of the manifest", () => {
  it("are there for every key, and none besides", () => {
    const keys = [...readText("package.json").matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(manifestTexts()).sort());
  });

  for (const language of languages) {
    it(`are all translated into ${language}, with their links and code`, () => {
      const texts = manifestTexts();
      const translations = manifestTexts(language);
      assert.deepEqual(Object.keys(translations).sort(), Object.keys(texts).sort());
      const differing = Object.keys(texts).filter(
        (key) => fixedParts(texts[key]) !== fixedParts(translations[key]),
      );
      assert.deepEqual(differing, []);
    });

    it(`say in ${language} what every page of the walkthrough says`, () => {
      const pages = readdirSync(`${root}media/walkthrough`);
      const english = pages.filter((page) => !page.includes(".nls."));
      for (const page of english) {
        const translation = page.replace(".md", `.nls.${language}.md`);
        assert.ok(pages.includes(translation), translation);
        const pictures = (file: string) =>
          [...readText(`media/walkthrough/${file}`).matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => to);
        assert.deepEqual(pictures(translation), pictures(page), translation);
      }
    });
  }
});

/** What stands in the code as a text to be translated. */
async function written(): Promise<string[]> {
  const code = allSources
    .filter(({ text }) => text.includes("l10n.t("))
    .map(({ text }) => text.replaceAll(/^import [^;]*;/gm, ""));
  // As one file with one import: for every import the whole file is searched once more.
  const imports = ['import * as vscode from "vscode";', 'import * as l10n from "@vscode/l10n";'];
  const contents = [...imports, ...code].join("\n");
  return Object.keys(await getL10nJson([{ extension: ".ts", contents }]));
}

/** What is declared for every surface, and translated where it is shown. */
function declared(): string[] {
  const titles = families.map(({ title }) => title);
  const ofDeclarations = declarations.flatMap((declaration) => {
    const { label, help, argumentLabels, placeholder } = declaration;
    const options = controlFor(declaration).fields.flatMap((field) =>
      field.kind === "choice" ? field.options.map((option) => option.label) : [],
    );
    return [
      label,
      help,
      ...Object.values(argumentLabels),
      ...(placeholder ? [placeholder] : []),
      ...options,
    ];
  });
  return [...titles, ...ofDeclarations];
}

function bundle(language: string): Record<string, string> {
  const json = JSON.parse(readText(`l10n/bundle.l10n.${language}.json`));
  return z.record(z.string(), z.string().min(1)).parse(json);
}

function placeholders(text: string): string {
  return (text.match(/\{\d+\}/g) ?? []).sort().join(" ");
}

/** What a translation must not change: targets of links, and code. */
function fixedParts(text = ""): string {
  return (text.match(/\]\([^)]+\)|`[^`]+`/g) ?? []).sort().join(" ");
}
