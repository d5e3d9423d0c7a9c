import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { bundledModelPath } from "../../../src/models/bundled-model.js";
import { sidebarState } from "../../../src/sidebar/state.js";
import {
  begin,
  chatting,
  completing,
  completionPiece,
  event,
  json,
  OpenAiServer,
} from "../../support/openai-server.js";
import { OwnSettings } from "./own-settings.js";
import { Answers } from "./person.js";
import { type ShownStatus, showStatus } from "./shown-status.js";
import { activeTiller, closeDocuments, extension, showDocument } from "./tiller.js";

const START = "The harbour is full of ships.";
const KEY = "sk-of-the-team";
const PIECES = [" One", " sails."];

describe("a server's model", () => {
  let tiller: Tiller;
  let server: OpenAiServer;
  let address: string;
  let settings: OwnSettings;
  let status: ShownStatus;
  let answers: Answers | undefined;

  const use = async (...given: (string | undefined)[]) => {
    answers?.dispose();
    answers = new Answers(given);
    await vscode.commands.executeCommand("tiller.useServer");
    return answers;
  };

  const write = async () => {
    const { document } = await showDocument(START);
    await vscode.commands.executeCommand("tiller.continue");
    assert.equal(tiller.writer.state.current.problem, undefined);
    return document.getText();
  };

  const sidebarModel = () =>
    sidebarState({
      selection: tiller.selection.current,
      origin: "workspace",
      presets: [],
      writing: tiller.writer.state.current,
      calibration: undefined,
      model: tiller.engine.model,
      inUse: tiller.model,
    }).model;

  const unchanged = () =>
    assert.deepEqual(settings.of("model"), { user: undefined, workspace: undefined });

  before(async () => {
    tiller = await activeTiller();
  });

  beforeEach(async () => {
    server = await OpenAiServer.start();
    server.completions(completing(PIECES));
    server.chat(chatting(PIECES));
    address = `${server.origin}/v1`;
    settings = new OwnSettings("model", "maxTokens");
    await settings.set("model", undefined);
    await settings.set("maxTokens", 4);
    tiller.selection.set({ constraints: [], tell: false });
    status = showStatus(tiller);
  });

  afterEach(async () => {
    answers?.dispose();
    answers = undefined;
    status.dispose();
    await settings.restore();
    await closeDocuments();
    await server.dispose();
  });

  it("writes into the document once its address and key are given", async () => {
    const { faults, hidden } = await use("ftp://nowhere", address, KEY, "writer");
    assert.equal(faults.length, 1);
    assert.deepEqual(hidden, [false, true]);
    assert.deepEqual(settings.of("model"), { user: server.model(), workspace: undefined });
    assert.equal(await write(), START + PIECES.join(""));
    assert.ok(server.asked.length > 0);
    for (const { path, authorization } of server.received) {
      assert.equal(authorization, `Bearer ${KEY}`, path);
    }
    assert.equal(status.item.text, `Tiller: ${server.host} · writer`);
    assert.match(String(status.item.tooltip), new RegExp(`^${server.host} · writer on `));
    assert.equal(sidebarModel()?.name, `${server.host} · writer`);
  });

  it("has its key in no setting, and at hand for the next time", async () => {
    await use(address, KEY, "writer");
    assert.ok(!JSON.stringify(vscode.workspace.getConfiguration()).includes(KEY));
    const { offered } = await use(address, "", "writer");
    assert.deepEqual(offered, [address, KEY]);
    server.received.length = 0;
    await write();
    assert.ok(server.received.length > 0);
    assert.ok(server.received.every(({ authorization }) => authorization === undefined));
  });

  it("is not chosen, and no key is kept, when the person leaves a question", async () => {
    await use(undefined);
    await use(address, undefined);
    assert.deepEqual(server.received, []);
    await use(address, KEY, undefined);
    unchanged();
    const { offered } = await use(address, undefined);
    assert.equal(offered[1], "");
  });

  it("is not asked without encryption elsewhere before the person agrees", async () => {
    const { heard } = await use("http://192.0.2.1/v1", undefined);
    assert.match(heard[1] ?? "", /connection to 192\.0\.2\.1 is not encrypted/);
    assert.equal(heard.length, 2);
    unchanged();
  });

  it("can be named where the server does not list it, or lists none", async () => {
    const typed = await use(address, "", "Another Name...", " ", "quiet");
    assert.deepEqual(typed.faults, ["A model's name is needed."]);
    assert.equal(settings.of("model").user, server.model("quiet"));
    assert.equal(await write(), START + PIECES.join(""));
    server.models();
    const none = await use(address, "", "silent");
    assert.match(none.heard.at(-1) ?? "", /lists no models; name the one that writes$/);
    assert.equal(settings.of("model").user, server.model("silent"));
    server.replies.delete("/v1/models");
    await use(address, "", undefined);
    assert.equal(settings.of("model").user, server.model("silent"));
  });

  it("that cannot be used is said to be so in a sentence", async () => {
    server.replies.set("/v1/models", json({ error: "Wrong key." }, 401));
    const refused = await use(address, "");
    assert.match(refused.heard.at(-1) ?? "", /wants a different API key.*\(Wrong key\)\.$/);
    unchanged();
  });

  it("whose text is cut off leaves it, with the reason, and may go on from there", async () => {
    const rest = 'error: {"message":"Out of memory."}\n\n';
    server.completions((response) => {
      begin(response);
      response.end(event(completionPiece(" One")) + rest);
    });
    await use(address, "", "writer");
    assert.equal(await write(), `${START} One`);
    const { lastResult } = tiller.writer.state.current;
    assert.equal(lastResult?.texts[0]?.stop, "cut");
    assert.match(lastResult?.notes.at(-1) ?? "", /cut off: .* failed: Out of memory\.$/);
  });

  it("that refuses a field is asked without it", async () => {
    server.completions((response, request) => {
      const isRefused = request.body && "seed" in request.body;
      const refusal = json({ error: { message: "Unknown parameter: seed" } }, 400);
      (isRefused ? refusal : completing(PIECES))(response, request);
    });
    await use(address, "", "writer");
    assert.equal(await write(), START + PIECES.join(""));
    const notes = tiller.writer.state.current.lastResult?.notes ?? [];
    assert.ok(notes.some((note) => note.endsWith("does not take seed, so it was left out.")));
  });

  it("that only thinks is said to", async () => {
    const thought = { choices: [{ message: { reasoning: "Ships?" }, finish_reason: "length" }] };
    server.completions(json(thought));
    await use(address, "", "writer");
    await showDocument(START);
    await vscode.commands.executeCommand("tiller.continue");
    const { problem } = tiller.writer.state.current;
    assert.match(problem?.message ?? "", /used all its tokens for thinking/);
  });

  it("is no workspace's choice", async () => {
    await settings.set("model", server.model(), vscode.ConfigurationTarget.Workspace);
    assert.ok(!status.item.text.includes(server.host), status.item.text);
    await write();
    const bundled = bundledModelPath(extension().extensionPath);
    assert.equal(tiller.writer.state.current.lastResult?.model.path, bundled);
    assert.deepEqual(server.received, []);
  });

  it("that a person chooses takes the place of the workspace's model", async () => {
    await settings.set("model", "elsewhere.gguf", vscode.ConfigurationTarget.Workspace);
    await use(address, "", "writer");
    assert.deepEqual(settings.of("model"), { user: server.model(), workspace: undefined });
  });
});
