import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import type { EngineClient } from "../../../src/engine/api/client.js";
import type { Tiller } from "../../../src/extension.js";
import { bundledModelPath } from "../../../src/models/bundled-model.js";
import { modelNameAtOnce } from "../../../src/models/model-name.js";
import { starter } from "../../../src/models/starter.js";
import { writeRandomModel } from "../../support/random-model.js";
import { until } from "../../support/until.js";
import { OwnSettings } from "./own-settings.js";
import { Answers, OpenList } from "./person.js";
import { type ShownStatus, showStatus } from "./shown-status.js";
import { activeTiller, closeDocuments, extension, run, showDocument } from "./tiller.js";

const starterName = modelNameAtOnce(starter.file);

const MODEL_NAME = "Quill-1 F32";
const ADVICE = "The graphics card's library is missing: install it.";

describe("choosing a model", () => {
  const folder = join(run, "models");
  const model = join(folder, "Quill-1.f32.gguf");
  /** In no place that is known. */
  const elsewhere = join(run, "elsewhere", "Feather.Q8_0.gguf");
  let tiller: Tiller;
  let bundled: string;
  let settings: OwnSettings;
  let list: OpenList | undefined;
  let status: ShownStatus;

  const open = async () => {
    list = await OpenList.of("tiller.chooseModel");
    return list;
  };

  /** Choosing ends the command. */
  const choose = async (name: string) => {
    const opened = await open();
    await opened.accept(name);
    await opened.ended;
  };

  /** @returns path of the model that wrote */
  const write = async () => {
    await showDocument("The harbour is full of ships.");
    await vscode.commands.executeCommand("tiller.continue");
    const { problem, lastResult } = tiller.writer.state.current;
    assert.equal(problem, undefined);
    return lastResult?.model.path;
  };

  before(async () => {
    tiller = await activeTiller();
    bundled = bundledModelPath(extension().extensionPath);
    for (const path of [model, elsewhere]) mkdirSync(dirname(path));
    writeRandomModel(model, { name: "what the header says" });
    writeRandomModel(elsewhere, { seed: 2, type: "Q8_0" });
    writeFileSync(join(folder, "broken.gguf"), "GGUF, and nothing that could be read.");
  });

  after(() => {
    for (const path of [model, elsewhere]) rmSync(dirname(path), { recursive: true });
  });

  beforeEach(async () => {
    settings = new OwnSettings("model", "modelFolders", "downloadFolder", "maxTokens");
    await settings.set("model", undefined);
    await settings.set("modelFolders", [folder]);
    await settings.set("maxTokens", 4);
    tiller.selection.set({ constraints: [], tell: false });
    status = showStatus(tiller);
  });

  afterEach(async () => {
    status.dispose();
    await list?.dispose();
    list = undefined;
    await settings.restore();
    await closeDocuments();
  });

  it("is from what is on this machine, each with what it is and takes", async () => {
    const opened = await open();
    const { labels, pick } = opened;
    assert.match(pick.title ?? "", /^Choose Model · .*run on/);
    assert.deepEqual(labels.slice(0, 2), ["[Included with Tiller]", starterName]);
    assert.deepEqual(labels.slice(-5), [
      "[Another Model]",
      "Get a Better Model...",
      "Browse...",
      "Download...",
      "Use a Server...",
    ]);
    assert.deepEqual(opened.groupsOf(MODEL_NAME), ["[Your Folders]"]);
    const { description, detail } = opened.entry(MODEL_NAME);
    assert.equal(description, folder);
    assert.match(detail ?? "", /^\d+K · F32 · context of 2048 tokens · \d+ MB · fits into /);
  });

  it("sets the model, on which the next text runs, and says so in the status bar", async () => {
    await choose(MODEL_NAME);
    assert.deepEqual(settings.of("model"), { user: model, workspace: undefined });
    assert.equal(await write(), model);
    const { text, tooltip, command, accessibilityInformation } = status.item;
    assert.equal(text, `Tiller: ${MODEL_NAME}`);
    assert.equal(tiller.engine.model?.name, MODEL_NAME);
    assert.match(String(tooltip), new RegExp(`^${MODEL_NAME} on .+\\nClick to choose`));
    assert.equal(accessibilityInformation?.label, `Tiller: ${MODEL_NAME}, choose another model`);
    assert.equal(command, "tiller.chooseModel");
    await choose(starterName);
    assert.deepEqual(settings.of("model"), { user: undefined, workspace: undefined });
    assert.match(String(status.item.tooltip), new RegExp(`^${starterName} \\(not loaded\\)`));
    assert.equal(await write(), bundled);
  });

  it("begins at the model in use, also where no list knows it", async () => {
    await settings.set("model", "/nowhere/elsewhere.gguf");
    const opened = await open();
    const { pick, labels } = opened;
    assert.deepEqual(labels.slice(0, 2), ["[In Use]", "elsewhere"]);
    assert.equal(pick.activeItems[0]?.description, "/nowhere/elsewhere.gguf");
    await opened.cancel();
    await settings.set("model", model);
    const again = await open();
    assert.equal(again.pick.activeItems[0], again.entry(MODEL_NAME));
    assert.match(again.entry(MODEL_NAME).label, /^\$\(check\)/);
  });

  it("takes any other file, which stays in the list, and begins to look where that was", async () => {
    const { showOpenDialog } = vscode.window;
    const asked: (string | undefined)[] = [];
    Object.assign(vscode.window, {
      showOpenDialog: async ({ defaultUri }: vscode.OpenDialogOptions) => {
        asked.push(defaultUri?.fsPath);
        return [vscode.Uri.file(elsewhere)];
      },
    });
    try {
      await choose("Browse...");
      assert.deepEqual(settings.of("model"), { user: elsewhere, workspace: undefined });
      await choose("Browse...");
      assert.equal(asked.at(-1), dirname(elsewhere));
    } finally {
      Object.assign(vscode.window, { showOpenDialog });
    }
    await choose(MODEL_NAME);
    const opened = await open();
    assert.deepEqual(opened.groupsOf("Feather Q8_0"), ["[Other Files]"]);
    const { description, detail } = opened.entry("Feather Q8_0");
    assert.equal(description, dirname(elsewhere));
    assert.match(detail ?? "", /^\d+K · Q8_0 · context of 2048 tokens · \d+ MB · fits into /);
  });

  it("has the file that is set, wherever it lies and whoever has set it", async () => {
    const set = join(dirname(elsewhere), "Inkwell.gguf");
    writeRandomModel(set, { seed: 3 });
    await settings.set("model", set);
    const opened = await open();
    assert.deepEqual(opened.groupsOf("Inkwell"), ["[Other Files]"]);
    assert.match(opened.entry("Inkwell").label, /^\$\(check\)/);
    assert.equal(opened.pick.activeItems[0], opened.entry("Inkwell"));
    assert.match(opened.entry("Inkwell").detail ?? "", /fits into /);
    assert.ok(!opened.labels.includes("[In Use]"));
  });

  it("leads to servers, downloads and better models", async () => {
    const answers = new Answers([undefined]);
    try {
      await choose("Use a Server...");
      assert.match(answers.heard[0] ?? "", /^Address of an OpenAI-compatible server/);
      const opened = await open();
      list = await OpenList.openedBy(async () => {
        await opened.accept("Download...");
        await opened.ended;
      });
      assert.equal(list.pick.title, "Download Model");
    } finally {
      answers.dispose();
    }
    const downloads = list;
    list = await OpenList.openedBy(async () => {
      await downloads.accept("Get a Better Model...");
      await downloads.ended;
    });
    assert.equal(list.pick.title, "Get a Better Model");
  });

  it("is for the workspace where it has a model of its own", async () => {
    await settings.set("model", model, vscode.ConfigurationTarget.Workspace);
    await choose(starterName);
    assert.deepEqual(settings.of("model"), { user: undefined, workspace: "" });
  });

  it("shows why a file cannot be used, and does not choose it", async () => {
    const opened = await open();
    const { detail } = opened.entry("broken");
    assert.match(detail ?? "", /header cannot be read.*\.$/);
    await opened.accept("broken");
    await until(() => opened.pick.placeholder === detail);
    await opened.cancel();
    assert.deepEqual(settings.of("model"), { user: undefined, workspace: undefined });
  });

  it("changes nothing when the person gives up", async () => {
    const opened = await open();
    await opened.cancel();
    assert.deepEqual(settings.of("model"), { user: undefined, workspace: undefined });
  });

  it("shows what lies in the folder of downloads as downloaded", async () => {
    await settings.set("modelFolders", []);
    await settings.set("downloadFolder", folder);
    const opened = await open();
    assert.deepEqual(opened.groupsOf(MODEL_NAME), ["[Downloaded]"]);
  });

  it("says first why no GPU is used, in full when asked", async () => {
    const restore = withAdvice(tiller.engine);
    const answers = new Answers([]);
    try {
      const opened = await open();
      assert.equal(opened.labels[0], "Why No GPU Is Used");
      assert.equal(opened.pick.items[0]?.detail, ADVICE);
      assert.equal(opened.pick.activeItems[0], opened.entry(starterName));
      await opened.accept("Why No GPU Is Used");
      await opened.ended;
      assert.deepEqual(answers.heard, [ADVICE]);
      assert.deepEqual(settings.of("model"), { user: undefined, workspace: undefined });
    } finally {
      answers.dispose();
      restore();
    }
  });
});

/** Another machine's devices: of one with a graphics card that cannot be used. */
function withAdvice(engine: EngineClient): () => void {
  const request = engine.request.bind(engine);
  const result = {
    devices: [{ name: "CPU", kind: "cpu", memoryBytes: 8e9, freeBytes: 4e9 }],
    used: "No GPU found; models run on the processor (CPU).",
    advice: ADVICE,
  };
  Object.defineProperty(engine, "request", {
    value: async (...[asked, handlers]: Parameters<EngineClient["request"]>) =>
      asked.kind === "devices" ? { status: "done", result } : request(asked, handlers),
    configurable: true,
  });
  return () => Reflect.deleteProperty(engine, "request");
}
