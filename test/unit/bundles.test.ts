import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import * as z from "zod";
import { editorSources } from "./manifest/editor-sources.js";

const dist = join(import.meta.dirname, "../../dist");

/** Modules of node's that reach a network, or start programs by a shell's rules. */
const NETWORK = [
  "dgram",
  "dns",
  "dns/promises",
  "http",
  "http2",
  "https",
  "inspector",
  "net",
  "tls",
];

describe("the bundle of the extension", () => {
  const code = readFileSync(join(dist, "extension.cjs"), "utf8");

  it("holds nothing of node's by which it could reach a network: only the engine can", () => {
    const required = [...code.matchAll(/\brequire\("(?:node:)?([^"]+)"\)/g)].map(
      ([, name]) => name,
    );
    assert.ok(required.includes("child_process"));
    assert.deepEqual(
      required.filter((name) => !name || NETWORK.includes(name)),
      [],
    );
    assert.deepEqual(
      [...new Set(required)].filter(
        (name) => name !== "vscode" && !builtinModules.includes(name ?? ""),
      ),
      [],
    );
    // What every program has without asking: once in @vscode/l10n, for texts that have an address.
    assert.equal([...code.matchAll(/\bfetch\(/g)].length, 1);
    assert.doesNotMatch(code, /new (?:WebSocket|EventSource|XMLHttpRequest)\b/);
    const fetching = editorSources.filter(({ text }) =>
      /\bfetch\(|l10n\.config\(\{ (?!contents)/.test(text),
    );
    assert.deepEqual(
      fetching.map(({ path }) => path),
      [],
    );
  });
});

/** What only processes that write or judge texts need. */
const ABOUT_TEXTS =
  /src\/(?:constraints\/(?:catalogue|write-receipt|ifeval\/.*|definition\/(?:phrasings|prose))|text\/(?:punkt|sentences))\.(?:ts|json)$/;

describe("a bundle of the editor", () => {
  for (const file of ["extension.cjs", "sidebar.js"]) {
    it(`carries nothing of what is done with texts to hold constraints: ${file}`, () => {
      const code = readFileSync(join(dist, file), "utf8");
      const map: unknown = JSON.parse(readFileSync(join(dist, `${file}.map`), "utf8"));
      const { sources } = z.object({ sources: z.array(z.string()) }).parse(map);
      assert.ok(sources.some((source) => source.endsWith("src/constraints/selection.ts")));
      assert.deepEqual(
        sources.filter((source) => ABOUT_TEXTS.test(source)),
        [],
      );
      // Bundlers do not rename properties, and every constraint has phrasings that are held out.
      assert.doesNotMatch(code, /\bheldOut\b/);
    });
  }
});
