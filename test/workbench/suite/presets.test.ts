import assert from "node:assert/strict";
import * as vscode from "vscode";
import { conflictsIn, parseSelection } from "../../../src/constraints/selection.js";
import type { Tiller } from "../../../src/extension.js";
import { until } from "../../support/until.js";
import { activeTiller } from "./tiller.js";

const CONCISE = "length_constraints:concise";
const concise = { id: CONCISE, args: {}, dial: 1, guarantee: false };
const selection = { constraints: [concise], tell: true };
const nothing = { constraints: [], tell: false };

describe("presets", () => {
  let tiller: Tiller;
  let file: vscode.Uri;

  const run = (command: string, ...names: unknown[]) =>
    vscode.commands.executeCommand(`tiller.${command}`, ...names);
  const problem = () => tiller.writer.state.current.problem?.message ?? "";
  const named = (name: string) => tiller.presets.list().filter((preset) => preset.name === name);

  const shared = () => tiller.presets.list().filter(({ source }) => source === "workspace");

  /** Waits until it has been read: of files a watcher tells, in its own time. */
  const writeFile = async (content: unknown) => {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(content)));
    await until(() => shared().length > 0);
  };

  before(async () => {
    tiller = await activeTiller();
    const [folder] = vscode.workspace.workspaceFolders ?? assert.fail();
    assert.ok(folder);
    file = vscode.Uri.joinPath(folder.uri, ".vscode", "tiller-presets.json");
  });

  afterEach(async () => {
    for (const { name, source } of tiller.presets.list()) {
      if (source === "personal") await tiller.presets.remove(name);
    }
    if (shared().length > 0) {
      await vscode.workspace.fs.delete(file);
      await until(() => shared().length === 0);
    }
    tiller.selection.set(nothing);
    await vscode.commands.executeCommand("notifications.clearAll");
  });

  it("that everybody has are selections without conflicts", () => {
    const builtIn = tiller.presets.list().filter(({ source }) => source === "built-in");
    assert.ok(builtIn.length >= 5);
    for (const preset of builtIn) {
      assert.deepEqual(parseSelection(preset.selection), preset.selection);
      assert.deepEqual(conflictsIn(preset.selection), [], preset.name);
    }
  });

  it("are saved, renamed, applied and deleted by name", async () => {
    tiller.selection.set(selection);
    await run("savePreset", "Short");
    tiller.selection.set(nothing);
    await run("renamePreset", "Short", "Shorter");
    assert.deepEqual(named("Short"), []);
    await run("applyPreset", "Shorter");
    assert.deepEqual(tiller.selection.current, selection);
    await run("deletePreset", "Shorter");
    assert.deepEqual(named("Shorter"), []);
  });

  it("that are not there are named in a sentence", async () => {
    await run("applyPreset", "Nowhere");
    assert.match(problem(), /no preset "Nowhere"/);
    assert.deepEqual(tiller.selection.current, nothing);
    await run("savePreset", "");
    assert.match(problem(), /1 to 60 characters/);
  });

  it("are shared in a file of the workspace, beside those that are in it", async () => {
    await writeFile({ $note: "kept", presets: [{ name: "House", constraints: [], tell: false }] });
    await tiller.presets.save("Short", selection);
    await run("sharePresets", ["Short"]);
    const written = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
    assert.deepEqual(written, {
      $note: "kept",
      presets: [
        { name: "House", constraints: [], tell: false },
        { name: "Short", constraints: [CONCISE], tell: true },
      ],
    });
    assert.deepEqual(
      named("Short").map(({ source }) => source),
      ["personal", "workspace"],
    );
  });

  it("of a workspace are read beside what is wrong in its file, which a sentence says", async () => {
    await writeFile({
      presets: [{ name: "House", constraints: [CONCISE, "nonsense"], tell: true }],
    });
    assert.deepEqual(named("House")[0]?.selection, selection);
    assert.match(problem(), /tiller-presets\.json.*"House".*no constraint "nonsense"/);
    assert.ok(tiller.writer.state.current.problem?.action);
  });
});
