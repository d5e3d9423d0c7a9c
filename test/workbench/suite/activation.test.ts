import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../../support/until.js";
import { activeTiller, closeDocuments, cursorIsAtEnd, extension } from "./tiller.js";

/** Menu entries and the like may also name VS Code's own commands. */
const isOurs = (command: string) => command.startsWith("tiller.");

let engineAtActivation: number | undefined;

// Outside every suite, so that it runs before all of them: others do start the engine.
before(async () => {
  const { engine } = await activeTiller();
  engineAtActivation = engine.processId;
});

describe("activation", () => {
  it("starts no engine", () => {
    assert.equal(engineAtActivation, undefined);
  });

  it("registers every command that the manifest declares, and no other", async () => {
    const { commands, views } = extension().packageJSON.contributes;
    const declared = commands.map(({ command }: { command: string }) => command);
    // VS Code makes commands of its own for every view and its container: to focus it, to move it.
    const viewIds: string[] = Object.entries<{ id: string }[]>(views).flatMap(
      ([container, its]) => [
        `workbench.view.extension.${container}`,
        ...its.map(({ id }) => `${id}.`),
      ],
    );
    const registered = (await vscode.commands.getCommands()).filter(
      (command) => isOurs(command) && !viewIds.some((view) => command.startsWith(view)),
    );
    assert.deepEqual(registered.sort(), declared.sort());
  });

  it("binds keys and menus only to commands that exist", async () => {
    const { keybindings = [], menus = {} } = extension().packageJSON.contributes;
    const items: { command?: string }[] = [keybindings, ...Object.values(menus)].flat();
    const commands = new Set(await vscode.commands.getCommands());
    assert.deepEqual(
      items.filter(({ command }) => command && !commands.has(command)),
      [],
    );
  });
});

describe("the first steps", () => {
  afterEach(closeDocuments);

  it("go on in a document with a beginning, the cursor behind it, and the sidebar beside it", async () => {
    const { sidebar } = await activeTiller();
    await vscode.commands.executeCommand("tiller.openBeginning");
    await until(() => vscode.window.activeTextEditor !== undefined);
    const editor = vscode.window.activeTextEditor ?? assert.fail();
    const { document } = editor;
    assert.deepEqual([document.isUntitled, document.languageId], [true, "markdown"]);
    assert.notEqual(document.getText().trim(), "");
    await cursorIsAtEnd();
    await sidebar.ready;
    await until(() => sidebar.visible);
  });
});
