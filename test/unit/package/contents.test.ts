import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ownFiles, type ShippedFile } from "../../../scripts/package/contents.js";
import { machinePathsIn } from "../../../scripts/package/machine-paths.js";
import { runtimeModules } from "../../../scripts/package/runtime-modules.js";
import { shippedManifest } from "../../../scripts/package/shipped-manifest.js";
import { needsStarter } from "../../support/starter.js";
import { readText } from "../manifest/manifest.js";
import { inTemporaryFolder } from "./temporary.js";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

describe("what ships", function () {
  this.timeout(600_000);

  let own: ShippedFile[];
  let modules: ShippedFile[];
  let paths: string[];

  before(async function () {
    needsStarter(this);
    own = ownFiles(repository);
    modules = await runtimeModules(repository);
    paths = [...own, ...modules].map(({ path }) => path);
  });

  it("is nothing that the repository is made and tested with", () => {
    const places = /^(?:test|bench|src|scripts|build|out|samples|node_modules)\//;
    const others = paths.filter((path) => places.test(path));
    assert.deepEqual(others, []);
  });

  it("has no file whose name begins with a dot, no source map and no source", () => {
    const unwanted = paths.filter(
      (path) => /(?:^|\/)\./.test(path) || /\.(?:map|ts|cpp|h|bundle|tgz|vsix)$/.test(path),
    );
    assert.deepEqual(unwanted, []);
  });

  it("is there, and each of it once", () => {
    assert.deepEqual(
      [...own, ...modules].map(({ from }) => from).filter((file) => !existsSync(file)),
      [],
    );
    assert.equal(new Set(paths).size, paths.length);
  });

  it("is the same list every time", async () => {
    assert.deepEqual(ownFiles(repository), own);
    assert.deepEqual(await runtimeModules(repository), modules);
  });

  it("has every file that package.json and the walkthrough name, in every language", () => {
    const manifest = readText("package.json");
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media|l10n)\/[^"]+)"/g)].map(
      ([, path = ""]) => path,
    );
    assert.ok(named.length > 5, named.join());
    const pages = paths.filter((path) => path.endsWith(".md") && path.startsWith("media/"));
    for (const page of pages) {
      for (const [, picture] of readText(page).matchAll(/!\[[^\]]*\]\(\.\.\/([^)]+)\)/g)) {
        named.push(`media/${picture}`);
      }
    }
    for (const path of named) assert.ok(paths.includes(path), path);
    for (const path of ["package.nls.json", "package.nls.de.json", "l10n/bundle.l10n.de.json"]) {
      assert.ok(paths.includes(path), path);
    }
    for (const page of named.filter((path) => path.endsWith(".md"))) {
      assert.ok(paths.includes(page.replace(/\.md$/, ".nls.de.md")), page);
    }
  });

  it("is a manifest of what VS Code reads, with nothing to install, build or run", () => {
    const manifest = shippedManifest(JSON.parse(readText("package.json")));
    for (const name of ["scripts", "dependencies", "devDependencies", "binary", "bin"]) {
      assert.ok(!(name in manifest), name);
    }
    assert.deepEqual(Object.keys(manifest.engines as object), ["vscode"]);
    for (const name of ["main", "contributes", "l10n", "capabilities", "publisher", "version"]) {
      assert.ok(name in manifest, name);
    }
  });

  it("names no folder of the machine that bundled it", async () => {
    for (const { path, from, part } of own) {
      if (part === "bundles") assert.deepEqual(machinePathsIn(from, repository), [], path);
    }
    await inTemporaryFolder((folder) => {
      const bundle = join(folder, "bundle.mjs");
      writeFileSync(bundle, `// ${repository}src/extension.ts`);
      assert.equal(machinePathsIn(bundle, repository).length, 1);
    });
  });
});
