import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension in its host", () => {
  it("opens a document of the workspace", async () => {
    const [file] = await vscode.workspace.findFiles("*.md");
    assert.ok(file);
    const document = await vscode.workspace.openTextDocument(file);
    assert.match(document.getText(), /^# The harbour/);
  });
});
