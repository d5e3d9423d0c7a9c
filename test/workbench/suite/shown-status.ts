/** What the status bar says, which VS Code does not tell: an item beside Tiller's own, of the same kind. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { showStatusItem } from "../../../src/writing/state/status-item.js";

export interface ShownStatus {
  item: vscode.StatusBarItem;
  dispose(): void;
}

export function showStatus({ writer, engine, model }: Tiller): ShownStatus {
  const create = vscode.window.createStatusBarItem;
  let item: vscode.StatusBarItem | undefined;
  Object.assign(vscode.window, {
    createStatusBarItem: (id: string, side: vscode.StatusBarAlignment, priority: number) => {
      item = create(id, side, priority);
      return item;
    },
  });
  try {
    const shown = showStatusItem(writer.state, engine, model);
    return { item: item ?? assert.fail("no item was made"), dispose: () => shown.dispose() };
  } finally {
    Object.assign(vscode.window, { createStatusBarItem: create });
  }
}
