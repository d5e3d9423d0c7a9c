/** Settings that a test changes, put back as they were. */
import * as vscode from "vscode";

const { Global, Workspace } = vscode.ConfigurationTarget;

export class OwnSettings {
  private readonly before: { key: string; user: unknown; workspace: unknown }[];

  /** @param keys without `tiller.` */
  constructor(...keys: string[]) {
    this.before = keys.map((key) => {
      const found = vscode.workspace.getConfiguration("tiller").inspect(key);
      return { key, user: found?.globalValue, workspace: found?.workspaceValue };
    });
  }

  async set(key: string, value: unknown, target = Global): Promise<void> {
    await vscode.workspace.getConfiguration("tiller").update(key, value, target);
  }

  of(key: string): { user: unknown; workspace: unknown } {
    const found = vscode.workspace.getConfiguration("tiller").inspect(key);
    return { user: found?.globalValue, workspace: found?.workspaceValue };
  }

  async restore(): Promise<void> {
    for (const { key, user, workspace } of this.before) {
      const now = this.of(key);
      if (now.user !== user) await this.set(key, user);
      if (now.workspace !== workspace) await this.set(key, workspace, Workspace);
    }
  }
}
