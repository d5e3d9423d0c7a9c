/** A list that is open while it fills: what a person chooses in it. */
import type * as vscode from "vscode";

/**
 * Settles when the list is closed, and disposes it.
 *
 * @param closed is aborted then: what still fills the list is not wanted any more
 * @param takes whether an item can be chosen; the list stays open where it cannot
 * @returns undefined when nothing was chosen
 */
export function picked<T extends vscode.QuickPickItem>(
  list: vscode.QuickPick<T>,
  closed: AbortController,
  takes: (item: T | undefined) => boolean = () => true,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    list.onDidAccept(() => {
      const [item] = list.selectedItems;
      if (!takes(item)) return;
      resolve(item);
      list.hide();
    });
    list.onDidHide(() => {
      closed.abort();
      list.dispose();
      resolve(undefined);
    });
  });
}
