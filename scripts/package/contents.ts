/**
 * What ships: an explicit list, and nothing else. A new file ships only once it is listed here, so
 * nothing ships just because it happened to be there.
 */
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { starter } from "../../src/models/starter.js";

/** In the order in which their sizes are shown. */
export const parts = [
  "bundles",
  "model",
  "vectors",
  "interface",
  "documents",
  "addon",
  "node modules",
  "libraries",
] as const;

export type Part = (typeof parts)[number];

export interface ShippedFile {
  readonly part: Part;
  /** Path inside the package, with forward slashes. */
  readonly path: string;
  /** The file copied to it. */
  readonly from: string;
}

/**
 * Files in the repository; a name may begin with one `*`, which stands for the files of a folder.
 */
const own: readonly (readonly [Part, readonly string[]])[] = [
  // Without source maps: they are larger than everything else, and useful only beside the sources.
  ["bundles", ["dist/extension.cjs", "dist/sidebar.js", "dist/engine.mjs", "dist/cli.mjs"]],
  ["model", [`model/${starter.file}`, "model/README.md", "model/LICENSE"]],
  [
    "vectors",
    ["vectors/SmolLM2-135M-Instruct/*.gguf", "vectors/SmolLM2-135M-Instruct/calibration.json"],
  ],
  [
    "interface",
    [
      "package.nls.json",
      "package.nls.de.json",
      "l10n/*.json",
      "media/sidebar.css",
      "media/tiller.svg",
      "media/screenshots/*.png",
      "media/walkthrough/*.md",
    ],
  ],
  [
    "documents",
    [
      "README.md",
      "CHANGELOG.md",
      "LICENSE",
      "docs/constraints.md",
      "docs/keys.md",
      "docs/models.md",
      "docs/sampling.md",
      "docs/selections.md",
      "THIRD_PARTY.md",
      "SECURITY.md",
      "docs/performance.md",
    ],
  ],
];

/** Where the engine looks for the addon, in the repository and in the package alike. */
export const ADDON = "build/Release/tiller_steering.node";

/**
 * The repository's own files that ship, in a fixed order.
 * @throws with one sentence if one of them is missing.
 */
export function ownFiles(repository: string): ShippedFile[] {
  return own.flatMap(([part, names]) =>
    names.flatMap((name) =>
      expand(repository, name).map((path) => ({ part, path, from: join(repository, path) })),
    ),
  );
}

function expand(repository: string, name: string): string[] {
  const folder = dirname(name);
  const ending = basename(name).startsWith("*") ? basename(name).slice(1) : undefined;
  const found =
    ending === undefined
      ? [name].filter((path) => existsSync(join(repository, path)))
      : readdirSync(join(repository, folder))
          .filter((file) => file.endsWith(ending) && !file.startsWith("."))
          .sort()
          .map((file) => `${folder}/${file}`);
  if (found.length === 0) throw new Error(`${name} must ship and is missing.`);
  return found;
}
