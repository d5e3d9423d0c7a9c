import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import type { TextDocument } from "vscode";
import * as z from "zod";
import { servedVectorSetSchema } from "../../../src/models/server-access.js";
import { settings } from "../editor-stand-in.js";
import { editorSources, named } from "../manifest/editor-sources.js";
import { manifest } from "../manifest/manifest.js";
import {
  document as documentSettings,
  ModelInUse,
  machine,
  SettingError,
} from "./in-the-editor.js";

const contributed = manifest.contributes.configuration.properties;
const document = {} as TextDocument;

/** Every reader of a setting. */
const readers: Record<string, () => unknown> = {
  loading: machine.loadingSettings,
  "folders of models": machine.modelFolders,
  "folder of downloads": machine.downloadFolder,
  "vectors of a server": () => machine.servedVectors("http://127.0.0.1/v1#m"),
  network: machine.networkSettings,
  sampling: () => documentSettings.samplingSettings(document),
  selection: () => documentSettings.selectionSettings(document),
  receipts: () => documentSettings.showsReceipts(document),
  suggestions: () => documentSettings.suggestsUnasked(document),
  model: () => withModel((model) => model.path),
};

/** Those of VS Code's own that Tiller goes by. */
const OF_VS_CODE = [
  "editor.accessibilitySupport",
  "http.noProxy",
  "http.proxy",
  "http.proxySupport",
];

describe("settings", () => {
  beforeEach(() => settings.clear());
  after(() => settings.clear());

  it("are read in src/settings alone", () => {
    const others = editorSources.filter(
      ({ path, text }) =>
        !path.startsWith("src/settings/") &&
        /getConfiguration\(|onDidChangeConfiguration\(/.test(text),
    );
    assert.deepEqual(
      others.map(({ path }) => path),
      [],
    );
  });

  it("are each read by one reader: all that package.json has, and none besides", () => {
    // Everything that is set somewhere is read to its end.
    settings.global.set("tiller.constraints", []);
    settings.global.set("tiller.suggestions", "automatic");
    const reads = Object.values(readers).flatMap((reader) => {
      settings.read.clear();
      reader();
      return [...settings.read];
    });
    assert.deepEqual(reads.sort(), [...Object.keys(contributed), ...OF_VS_CODE].sort());
  });

  it("have the defaults of package.json, none of the code's", () => {
    for (const file of editorSources.filter(({ path }) => path.startsWith("src/settings/"))) {
      const withDefault = named(/\.get(?:<[^(]*>)?\(\s*("[\w.]+",[^)]*)\)/g, [file]);
      assert.deepEqual([...withDefault], [], file.path);
    }
    assert.deepEqual(machine.loadingSettings(), { contextSize: undefined, gpuLayers: undefined });
    assert.deepEqual(machine.modelFolders(), []);
    assert.equal(machine.downloadFolder(), undefined);
    assert.equal(documentSettings.selectionSettings(document), undefined);
    assert.equal(documentSettings.showsReceipts(document), true);
    assert.equal(documentSettings.suggestsUnasked(document), false);
  });

  it("are heard of under the names that they have", () => {
    const heard = named(/onSettingsChange\(\[([^\]]*)\]/g);
    assert.ok(heard.size > 0);
    const names = [...heard].flatMap((list) =>
      list.split(",").map((name) => name.trim().slice(1, -1)),
    );
    assert.deepEqual(
      names.filter((name) => !(`tiller.${name}` in contributed)),
      [],
    );
  });

  it("that are objects have the members that package.json says", () => {
    const declared = z
      .object({ additionalProperties: z.object({ properties: z.record(z.string(), z.unknown()) }) })
      .parse(contributed["tiller.serverVectors"]);
    assert.deepEqual(
      Object.keys(declared.additionalProperties.properties).sort(),
      Object.keys(servedVectorSetSchema.shape).sort(),
    );
  });

  it("hold paths, in which ~ is the home folder", () => {
    settings.global.set("tiller.downloadFolder", " ~/models ");
    settings.global.set("tiller.modelFolders", ["~/a", "", "/b ", 3]);
    assert.equal(machine.downloadFolder(), join(homedir(), "models"));
    assert.deepEqual(machine.modelFolders(), [join(homedir(), "a"), "/b"]);
  });

  it("that hold what they cannot hold do no harm, or are named", () => {
    settings.global.set("tiller.downloadFolder", 5);
    settings.global.set("tiller.modelFolders", "~/a");
    settings.global.set("tiller.model", ["x"]);
    assert.equal(machine.downloadFolder(), undefined);
    assert.deepEqual(machine.modelFolders(), []);
    withModel((model) => assert.equal(model.path, STARTER));
    settings.global.set("tiller.gpuLayers", -1);
    assert.throws(
      () => machine.loadingSettings(),
      (error) => error instanceof SettingError && error.key === "tiller.gpuLayers",
    );
    settings.global.set("tiller.serverVectors", { m: { folder: "" } });
    assert.throws(
      () => machine.servedVectors("m"),
      (error) => error instanceof SettingError && error.key === "tiller.serverVectors",
    );
  });
});

describe("what Tiller keeps between sessions", () => {
  /** Every file that VS Code's storage is given to. */
  const keepers = editorSources.filter(({ text }) =>
    /(?:memento|state|secrets): (?:vscode\.)?(?:Memento|SecretStorage)/.test(text),
  );

  it("has one file that reads and writes it, under a key of its own", () => {
    const keys = keepers.map(({ path, text }) => {
      const [, key] = /(?:KEY|UNENCRYPTED|key) = ["`]([\w.]+)/.exec(text) ?? [];
      assert.ok(key, path);
      return key;
    });
    assert.ok(keys.length > 4);
    for (const key of keys) {
      const users = editorSources.filter(({ text }) => new RegExp(`["\`]${key}["\` ]`).test(text));
      assert.equal(users.length, 1, key);
    }
  });
});

const STARTER = "/tiller/model/starter.gguf";
const SERVER = "https://example.org/v1#m";

describe("the model in use", () => {
  beforeEach(() => settings.clear());
  after(() => settings.clear());

  it("is the starter where none is set, and is set by setting none", async () => {
    await withModel(async (model) => {
      assert.deepEqual([model.path, model.isStarter], [STARTER, true]);
      await model.use("/models/one.gguf");
      assert.deepEqual([model.path, model.isStarter], ["/models/one.gguf", false]);
      await model.use(STARTER);
      assert.ok(model.isStarter);
      assert.equal(settings.global.size, 0);
    });
  });

  it("stays the workspace's where that has one of its own", async () => {
    settings.global.set("tiller.model", "/models/one.gguf");
    settings.workspace.set("tiller.model", "/models/two.gguf");
    await withModel(async (model) => {
      await model.use("/models/three.gguf");
      assert.equal(model.path, "/models/three.gguf");
      await model.use(STARTER);
      assert.ok(model.isStarter);
      assert.equal(settings.global.get("tiller.model"), "/models/one.gguf");
    });
  });

  it("is a server's only where the person says so", async () => {
    settings.workspace.set("tiller.model", SERVER);
    await withModel(async (model) => {
      assert.ok(model.isStarter);
      await model.use(SERVER);
      assert.equal(model.path, SERVER);
      assert.equal(settings.workspace.size, 0);
      assert.deepEqual([model.file, model.server?.model], [undefined, "m"]);
    });
  });

  it("is named with its home folder by ~", () => {
    settings.global.set("tiller.model", "~/one.gguf");
    withModel((model) => assert.equal(model.path, join(homedir(), "one.gguf")));
  });
});

function withModel<T>(use: (model: InstanceType<typeof ModelInUse>) => T): T {
  const model = new ModelInUse(STARTER);
  try {
    return use(model);
  } finally {
    model.dispose();
  }
}
