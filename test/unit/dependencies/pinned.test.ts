import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const root = join(import.meta.dirname, "../../..");

/** Where a package comes from of which the lockfile says nothing else. */
const REGISTRY = "https://registry.npmjs.org/";

/**
 * Libraries for platforms whose packages the registry does not have from where the lockfile was made, so
 * that their digests could not be written down: `npm install` on such a platform adds them.
 */
const WITHOUT_DIGEST =
  /^node_modules\/@node-llama-cpp\/(?:linux-riscv64|mac-arm64-metal|mac-x64|win-arm64|win-x64(?:-cuda|-cuda-ext|-vulkan)?)$/;

const versions = z.record(z.string(), z.string());
const lockedSchema = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  inBundle: z.boolean().optional(),
});
type Locked = z.infer<typeof lockedSchema>;
const lockSchema = z.object({ packages: z.record(z.string(), lockedSchema) });

const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));

/** Of the extension, and of the workbench that its tests drive. */
for (const folder of ["", "test/workbench/host"]) {
  describe(`the dependencies of ${folder || "Tiller"}`, () => {
    const manifest = z
      .object({ dependencies: versions.optional(), devDependencies: versions.optional() })
      .parse(read(join(folder, "package.json")));
    const named = { ...manifest.dependencies, ...manifest.devDependencies };
    const { packages } = lockSchema.parse(read(join(folder, "package-lock.json")));
    const locked = Object.entries(packages).filter(([place]) => place !== "");

    it("are each one version, the one of the lockfile", () => {
      const loose = Object.entries(named).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
      assert.deepEqual(loose, []);
      const found = Object.keys(named).map((name) => packages[`node_modules/${name}`]?.version);
      assert.deepEqual(found, Object.values(named));
    });

    it("come whole and unchanged from npm's registry, those that they need too", () => {
      assert.ok(locked.length > 0);
      const isKnown = ({ resolved = REGISTRY, integrity = "", inBundle }: Locked) =>
        inBundle || (resolved.startsWith(REGISTRY) && /^sha512-[\w+/]{86}==$/.test(integrity));
      const others = locked
        .filter(([place, one]) => !isKnown(one) && !WITHOUT_DIGEST.test(place))
        .map(([place]) => place);
      assert.deepEqual(others, []);
    });
  });
}

describe("the dependencies of Tiller", () => {
  it("are few", () => {
    const { dependencies = {} } = z
      .object({ dependencies: versions.optional() })
      .parse(read("package.json"));
    // One more is a decision: say in docs/libraries.md why it is there.
    assert.ok(Object.keys(dependencies).length <= 13, Object.keys(dependencies).join(", "));
  });

  it("have no weakness that is known", function () {
    this.timeout(600_000);
    const command = ["audit", "--omit=dev", "--json", "--fetch-retries=0", "--fetch-timeout=20000"];
    const { stdout } = spawnSync("npm", command, {
      cwd: root,
      encoding: "utf8",
      timeout: 60_000,
      shell: process.platform === "win32",
    });
    const report = reportIn(stdout);
    if (!report) {
      console.log(
        "    npm's registry answers no audit from here, so nothing is said of weaknesses.",
      );
      this.skip();
    }
    assert.deepEqual(report.vulnerabilities, {});
  });
});

/** Undefined where npm says why it has none. */
function reportIn(stdout: string) {
  try {
    return z
      .object({ vulnerabilities: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(stdout || "{}"));
  } catch {
    return undefined;
  }
}
