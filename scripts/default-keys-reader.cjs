/** Runs in the extension host, as a suite would: writes down what the workbench lists (default-keys.mjs). */
const { writeFileSync } = require("node:fs");
const vscode = require("vscode");

exports.run = async () => {
  const place = vscode.Uri.parse("vscode://defaultsettings/keybindings.json");
  const listing = (await vscode.workspace.openTextDocument(place)).getText();
  // Comments stand around the list and, below it, name the commands that have no key.
  const list = listing.replace(/^\s*\/\/.*$/gm, "").trim();
  const keys = JSON.parse(list);
  writeFileSync(process.env.TILLER_DEFAULT_KEYS, JSON.stringify({ version: vscode.version, keys }));
};
