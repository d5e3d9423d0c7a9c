import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: { configuration: { properties: Record<string, { scope?: string }> } };
}

describe("settings that name files or take memory", () => {
  const file = join(import.meta.dirname, "..", "..", "..", "package.json");
  const { capabilities, contributes } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const settings = Object.entries(contributes.configuration.properties);

  it("are the machine's, and a workspace's only where it is trusted", () => {
    const overridable = settings.filter(([, { scope }]) => scope === "machine-overridable");
    const restricted = capabilities.untrustedWorkspaces.restrictedConfigurations;
    // VS Code ignores what an untrusted workspace says of a restricted setting.
    assert.deepEqual(
      overridable.map(([name]) => name).filter((name) => !restricted.includes(name)),
      [],
    );
    for (const name of ["model", "contextSize", "gpuLayers", "modelFolders"]) {
      assert.ok(restricted.includes(`tiller.${name}`), name);
      assert.equal(
        contributes.configuration.properties[`tiller.${name}`]?.scope,
        "machine-overridable",
      );
    }
  });
});
