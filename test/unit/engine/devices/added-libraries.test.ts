import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { findTarget, ownTarget } from "../../../../scripts/package/targets.js";
import {
  addedPackage,
  isAdded,
  isShipped,
  librariesFolder,
} from "../../../../src/engine/devices/added-libraries.js";
import { manifest } from "./fake-registry.js";

const source = new URL("../../../../src/engine/devices/added-libraries.ts", import.meta.url);
const tsx = import.meta.resolve("tsx");

describe("added libraries", function () {
  // Processes of their own.
  this.timeout(600_000);
  let folder: string;
  let libraries: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-added-"));
    libraries = librariesFolder(join(folder, "storage"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Makes a package that says which one it is. */
  async function install(place: string, name: string, says: string): Promise<void> {
    await mkdir(join(place, "dist"), { recursive: true });
    await writeFile(join(place, "package.json"), JSON.stringify(manifest(name, "9.9.9")));
    await writeFile(join(place, "dist", "index.js"), `export default ${JSON.stringify(says)};`);
  }

  const add = (name: string) => install(addedPackage(libraries, name), name, "added");
  const ship = (name: string) =>
    install(join(folder, "program", "node_modules", name), name, "shipped");

  /** What a module of the program, as node-llama-cpp is one, gets when it imports each. */
  async function imported(...names: string[]): Promise<string[]> {
    const importer = join(folder, "program", "node_modules", "importer", "index.mjs");
    await mkdir(join(importer, ".."), { recursive: true });
    await writeFile(
      importer,
      `export const load = (name) => import(name).then((module) => module.default, (error) => error.code);`,
    );
    const program = join(folder, "program", "main.mts");
    await writeFile(
      program,
      `import { useAddedLibraries } from ${JSON.stringify(source.href)};
       import { load } from ${JSON.stringify(pathToFileURL(importer).href)};
       useAddedLibraries(${JSON.stringify(libraries)});
       const results = [];
       for (const name of ${JSON.stringify(names)}) results.push(await load(name));
       console.log(JSON.stringify(results));`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [`--import=${tsx}`, program], {
      cwd: folder,
    });
    return JSON.parse(stdout);
  }

  it("are found by who imports them, once they are there", async () => {
    assert.deepEqual(await imported("@node-llama-cpp/fake"), ["ERR_MODULE_NOT_FOUND"]);
    await add("@node-llama-cpp/fake");
    assert.deepEqual(await imported("@node-llama-cpp/fake"), ["added"]);
  });

  it("go behind what came with the program", async () => {
    await add("@node-llama-cpp/fake");
    await ship("@node-llama-cpp/fake");
    assert.deepEqual(await imported("@node-llama-cpp/fake"), ["shipped"]);
  });

  it("are llama.cpp's alone", async () => {
    await add("@node-llama-cpp/fake");
    await add("elsewhere");
    assert.deepEqual(await imported("elsewhere", "@node-llama-cpp/other"), [
      "ERR_MODULE_NOT_FOUND",
      "ERR_MODULE_NOT_FOUND",
    ]);
  });

  it("count as there in the version that is wanted only", async () => {
    const wanted = (version: string) => ({
      name: "@node-llama-cpp/fake",
      version,
      bytes: 1,
      unpackedBytes: 1,
      integrity: "",
    });
    assert.ok(!isAdded(libraries, wanted("9.9.9")));
    await add("@node-llama-cpp/fake");
    assert.ok(isAdded(libraries, wanted("9.9.9")));
    assert.ok(!isAdded(libraries, wanted("9.9.10")));
  });

  it("are no matter for what npm has installed", () => {
    const libraries = findTarget(ownTarget).libraries;
    assert.deepEqual(libraries.filter(isShipped), libraries);
    assert.ok(!isShipped("@node-llama-cpp/fake"));
  });
});
