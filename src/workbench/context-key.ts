/** What keybindings and menus of package.json can ask. */
import * as vscode from "vscode";

/** @returns tells VS Code the key's value, which is false at first, when it is another one */
export function contextKey(key: string): (value: boolean) => void {
  let known = false;
  return (value) => {
    if (value === known) return;
    known = value;
    void vscode.commands.executeCommand("setContext", key, value);
  };
}
