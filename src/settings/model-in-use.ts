/** The model that requests run on: where it is, and how it is called. */
import { EventEmitter } from "node:events";
import * as vscode from "vscode";
import { modelName, modelNameAtOnce } from "../models/model-name.js";
import { modelPath } from "./settings.js";

/** Emits `change` when it is another one, and when its name becomes known. */
export class ModelInUse extends EventEmitter<{ change: [] }> implements vscode.Disposable {
  private known: { path: string; name: string } | undefined;
  private readonly listener: vscode.Disposable;

  /** @param bundled is used when no model is set */
  constructor(private readonly bundled: string) {
    super();
    this.listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration("tiller.model")) return;
      this.emit("change");
      void this.readName();
    });
    void this.readName();
  }

  /** A file's path, or a server's address and model. */
  get path(): string {
    return modelPath(this.bundled);
  }

  get name(): string {
    const { path, known } = this;
    return known?.path === path ? known.name : modelNameAtOnce(path);
  }

  /** Whether it is the starter model, which comes with the extension. */
  get isStarter(): boolean {
    return this.path === this.bundled;
  }

  dispose(): void {
    this.listener.dispose();
    this.removeAllListeners();
  }

  /** The few names that take more than the path are known a little later. */
  private async readName(): Promise<void> {
    const { path, name: before } = this;
    const name = await modelName(path);
    this.known = { path, name };
    if (this.path === path && name !== before) this.emit("change");
  }
}
