import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { FakeHub, REPOSITORY, status } from "../../support/fake-hub.js";
import { writeRandomModel } from "../../support/random-model.js";
import { until } from "../../support/until.js";
import { OwnSettings } from "./own-settings.js";
import { Answers, OpenList } from "./person.js";
import { activeTiller, closeDocuments, run, showDocument } from "./tiller.js";

const MODEL_NAME = "Quill F32";
const FILE = "Quill-F32.gguf";
const SOURCE = `hf:${REPOSITORY}/${FILE}`;
const TOKEN = "hf_ada";

describe("downloading a model", () => {
  const folder = join(run, "downloads");
  const own = join(run, "own");
  let tiller: Tiller;
  let content: Buffer;
  let hub: FakeHub;
  let settings: OwnSettings;
  let answers: Answers | undefined;
  let list: OpenList | undefined;

  const answering = (...given: (string | undefined)[]) => {
    answers?.dispose();
    answers = new Answers(given);
    return answers;
  };

  /** The arguments that a keybinding may give. */
  const download = async (...given: (string | undefined)[]) => {
    const said = answering(...given);
    await vscode.commands.executeCommand("tiller.downloadModel", SOURCE);
    return said;
  };

  const command = async (id: string, ...given: (string | undefined)[]) => {
    const said = answering(...given);
    await vscode.commands.executeCommand(id);
    return said;
  };

  /** What the server was told about who asks: the hub, and the one of the files. */
  const authorizations = (server: "hub" | "files") => [
    ...new Set(
      hub.asked.filter((asked) => asked.server === server).map((asked) => asked.authorization),
    ),
  ];

  /** The next engine knows the environment as it is then. */
  const endEngine = async () => {
    const { engine } = tiller;
    if (engine.processId !== undefined) process.kill(engine.processId);
    await until(() => engine.processId === undefined);
  };

  before(async () => {
    tiller = await activeTiller();
    mkdirSync(own);
    writeRandomModel(join(own, FILE), { name: MODEL_NAME });
    content = readFileSync(join(own, FILE));
  });

  after(() => rmSync(own, { recursive: true }));

  beforeEach(async () => {
    hub = await FakeHub.start();
    hub.put(FILE, content);
    process.env.HF_ENDPOINT = hub.endpoint;
    await endEngine();
    settings = new OwnSettings("model", "modelFolders", "downloadFolder", "maxTokens");
    await settings.set("model", undefined);
    await settings.set("downloadFolder", folder);
    await settings.set("maxTokens", 4);
    tiller.selection.set({ constraints: [], tell: false });
  });

  afterEach(async () => {
    await list?.dispose();
    list = undefined;
    answers?.dispose();
    answers = undefined;
    await settings.restore();
    await closeDocuments();
    delete process.env.HF_ENDPOINT;
    await endEngine();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("takes an address, and what has come writes if the person wants it to", async () => {
    const said = answering(SOURCE, "Use Model");
    list = await OpenList.of("tiller.downloadModel");
    assert.deepEqual(list.labels, ["Get a Better Model...", "Enter an Address..."]);
    await list.accept("Enter an Address...");
    await list.ended;
    assert.match(said.heard.at(-1) ?? "", new RegExp(`^${FILE} was downloaded and checked`));
    const model = String(settings.of("model").user);
    assert.ok(model.startsWith(folder), model);
    assert.ok(readFileSync(model).equals(content));
    await showDocument("The harbour is full of ships.");
    await vscode.commands.executeCommand("tiller.continue");
    assert.equal(tiller.writer.state.current.lastResult?.model.path, model);
    const models = await OpenList.of("tiller.chooseModel");
    list = models;
    assert.deepEqual(models.groupsOf(MODEL_NAME), ["[Downloaded]"]);
  });

  it("shows the token to the hub alone, as long as there is one", async () => {
    const { hidden } = await command("tiller.setHubToken", ` ${TOKEN} `);
    assert.deepEqual(hidden, [true]);
    assert.ok(!JSON.stringify(vscode.workspace.getConfiguration()).includes(TOKEN));
    await download(undefined);
    assert.deepEqual(authorizations("hub"), [`Bearer ${TOKEN}`]);
    assert.deepEqual(authorizations("files"), [undefined]);
    assert.deepEqual(settings.of("model"), { user: undefined, workspace: undefined });
    const { heard } = await command("tiller.removeHubToken");
    assert.match(heard[0] ?? "", /token was removed/);
    rmSync(folder, { recursive: true });
    hub.asked.length = 0;
    await download(undefined);
    assert.deepEqual(authorizations("hub"), [undefined]);
  });

  it("asks for a token where the hub wants one, and goes on with it", async () => {
    hub.nextHubAnswers.push(status(401));
    const { heard } = await download("Set Token...", TOKEN, undefined);
    assert.match(heard[0] ?? "", new RegExp(`${REPOSITORY}.*\\.$`));
    assert.match(heard.at(-1) ?? "", /was downloaded and checked/);
    assert.equal(hub.asked.at(1)?.authorization, `Bearer ${TOKEN}`);
    await command("tiller.removeHubToken");
  });

  it("says in a sentence that there is no such model, and offers nothing", async () => {
    const said = answering();
    await vscode.commands.executeCommand("tiller.downloadModel", `hf:${REPOSITORY}/other.gguf`);
    assert.equal(said.heard.length, 1);
    assert.match(said.heard[0] ?? "", /other\.gguf.*\.$/);
  });

  it("keeps what has arrived when it is stopped, and offers to go on", async () => {
    const half = Math.floor(content.length / 2);
    hub.nextFileAnswers.push(hub.sendingOnly(half, () => {}));
    const restore = stoppingOnArrival();
    try {
      const { heard } = await download(undefined);
      assert.match(heard.at(-1) ?? "", /stopped; what has arrived is kept/);
    } finally {
      restore();
    }
    const said = answering(undefined);
    list = await OpenList.of("tiller.downloadModel");
    assert.equal(list.labels[0], `Resume ${SOURCE}`);
    await list.accept(`Resume ${SOURCE}`);
    await list.ended;
    assert.match(said.heard.at(-1) ?? "", /was downloaded and checked/);
    assert.match(hub.asked.at(-1)?.range ?? "", /^bytes=[1-9]\d*-/);
    list = await OpenList.of("tiller.downloadModel");
    assert.equal(list.labels[0], "Get a Better Model...");
  });
});

/** Presses the button that stops what has progress, as soon as there is some. */
function stoppingOnArrival(): () => void {
  const { withProgress } = vscode.window;
  const stop = new vscode.CancellationTokenSource();
  const wrapped: typeof withProgress = (options, task) =>
    withProgress(options, (progress) => {
      const report = (step: { message?: string; increment?: number }) => {
        progress.report(step);
        if (step.increment) stop.cancel();
      };
      return task({ report }, stop.token);
    });
  Object.assign(vscode.window, { withProgress: wrapped });
  return () => {
    stop.dispose();
    Object.assign(vscode.window, { withProgress });
  };
}
