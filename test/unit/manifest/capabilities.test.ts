import assert from "node:assert/strict";
import { readText } from "./manifest.js";

const manifest = JSON.parse(readText("package.json"));
const settings: Record<string, { scope?: string }> = manifest.contributes.configuration.properties;

describe("the manifest", () => {
  it("has the extension run where the workspace is, and in no browser", () => {
    assert.deepEqual(manifest.extensionKind, ["workspace"]);
    assert.equal(manifest.browser, undefined);
    assert.equal(manifest.capabilities.virtualWorkspaces, true);
  });

  it("lets no workspace that is not trusted choose a model, and none at all a server's files", () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    for (const key of ["tiller.model", "tiller.serverVectors"]) {
      assert.ok(restrictedConfigurations.includes(key), key);
      assert.match(settings[key]?.scope ?? "", /^machine/);
    }
    assert.equal(settings["tiller.serverVectors"]?.scope, "machine");
  });

  it("keeps no key in a setting", () => {
    assert.deepEqual(
      Object.keys(settings).filter(
        (key) => /(api)?key|token|secret|password/i.test(key) && key !== "tiller.maxTokens",
      ),
      [],
    );
  });
});
