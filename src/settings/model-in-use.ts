/** The model that requests run on: the one that is set, else the starter. Nobody else reads or sets it. */
import { EventEmitter } from "node:events";
import * as vscode from "vscode";
import { wantedContext } from "../engine/api/loading-options.js";
import { readModelHead } from "../models/model-head.js";
import { modelName, modelNameAtOnce } from "../models/model-name.js";
import {
  isServerReference,
  parseModelReference,
  type ServerModel,
} from "../models/model-reference.js";
import { loadingSettings, pathIn } from "./machine.js";
import { onSettingsChange } from "./setting.js";

/** Emits `change` when it is another one, and when its name becomes known. */
export class ModelInUse extends EventEmitter<{ change: [] }> implements vscode.Disposable {
  private known: { path: string; name: string } | undefined;
  private readonly listener: vscode.Disposable;

  /** @param starter path of the model that comes with the extension, used when none is set */
  constructor(readonly starter: string) {
    super();
    this.listener = onSettingsChange(["model"], () => {
      this.emit("change");
      void this.readName();
    });
    void this.readName();
  }

  /** A file's path, or a server's address and model. */
  get path(): string {
    const settings = vscode.workspace.getConfiguration("tiller");
    const set = pathIn(settings.get("model"));
    // Where texts are sent is the person's choice: no workspace makes it for them.
    const own = isServerReference(set) ? pathIn(settings.inspect("model")?.globalValue) : set;
    return own || this.starter;
  }

  get name(): string {
    const { path, known } = this;
    return known?.path === path ? known.name : modelNameAtOnce(path);
  }

  get isStarter(): boolean {
    return this.path === this.starter;
  }

  /** Its path; undefined for a server's model. */
  get file(): string | undefined {
    return isServerReference(this.path) ? undefined : this.path;
  }

  /** Undefined for a file. */
  get server(): ServerModel | undefined {
    try {
      const reference = parseModelReference(this.path);
      return reference.kind === "server" ? reference : undefined;
    } catch {
      // Whoever writes with it is told what is wrong.
      return undefined;
    }
  }

  /**
   * Tokens of the context that it is to get; undefined where no model can be read. Only the head of its
   * file is read.
   *
   * @throws SettingError
   */
  async context(): Promise<number | undefined> {
    // A server's own is known only once it is asked.
    const { file } = this;
    if (file === undefined) return wantedContext({});
    const head = await readModelHead(file);
    return head && wantedContext(loadingSettings(), head.contextLength);
  }

  /**
   * Has another model write from now on; it is loaded when it is first needed. A file is set where one is
   * set already, for this workspace or for this machine. A server's is set for this machine: a workspace's
   * own model would go before it, and may be no server's.
   *
   * @param model a file's path, or a server's address and model
   */
  async use(model: string): Promise<void> {
    const { Global, Workspace } = vscode.ConfigurationTarget;
    const settings = vscode.workspace.getConfiguration("tiller");
    const ofWorkspace = settings.inspect("model")?.workspaceValue !== undefined;
    if (isServerReference(model)) {
      if (ofWorkspace) await settings.update("model", undefined, Workspace);
      await settings.update("model", model, Global);
      return;
    }
    // The starter is used where none is set.
    const none = ofWorkspace ? "" : undefined;
    const set = model === this.starter ? none : model;
    await settings.update("model", set, ofWorkspace ? Workspace : Global);
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
