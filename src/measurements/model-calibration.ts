/**
 * What calibration found on the model in use, read when somebody looks and again when it changes; and how
 * a person has it measured.
 */
import { EventEmitter } from "node:events";
import * as vscode from "vscode";
import type { EngineClient } from "../engine/api/client.js";
import type { CalibrationResult } from "../engine/api/protocol.js";
import type { ModelInUse } from "../settings/model-in-use.js";
import { offerCommand } from "../workbench/messages.js";
import { commandLine } from "./command-line.js";

/** Where vector sets and their calibrations lie in the engine's cache. */
const CALIBRATIONS = "vectors/*/calibration.json";

/** Emits `change` with each new reading. */
export class ModelCalibration extends EventEmitter<{ change: [] }> implements vscode.Disposable {
  private found: { model: string; result: CalibrationResult } | undefined;
  private asked = 0;
  private watcher: vscode.Disposable | undefined;

  /**
   * @param cache folder in which the engine keeps vector sets
   */
  constructor(
    private readonly engine: Pick<EngineClient, "request">,
    private readonly model: Pick<ModelInUse, "path">,
    private readonly cache: vscode.Uri,
  ) {
    super();
  }

  /** Undefined until it has been read, and for a model that cannot be read. */
  get current(): CalibrationResult | undefined {
    return this.found?.model === this.model.path ? this.found.result : undefined;
  }

  /** Reads it, and from now on whenever a set on this machine changes. The model is not loaded. */
  async read(): Promise<void> {
    this.watcher ??= this.watch();
    this.asked += 1;
    const turn = this.asked;
    const { path: model } = this.model;
    const result = await this.ask(model);
    // An answer that was overtaken is old.
    if (turn !== this.asked) return;
    this.found = result && { model, result };
    this.emit("change");
  }

  dispose(): void {
    this.asked += 1;
    this.watcher?.dispose();
    this.removeAllListeners();
  }

  /** A model that cannot be read is said to be so when something is to be written with it. */
  private async ask(model: string): Promise<CalibrationResult | undefined> {
    try {
      return (await this.engine.request({ kind: "calibration", model })).result;
    } catch {
      return undefined;
    }
  }

  private watch(): vscode.Disposable {
    const pattern = new vscode.RelativePattern(this.cache, CALIBRATIONS);
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const read = () => void this.read();
    watcher.onDidCreate(read);
    watcher.onDidChange(read);
    watcher.onDidDelete(read);
    return watcher;
  }
}

/** Says which command measures, and offers it for the clipboard. */
export async function explainMeasuring(
  packageRoot: string,
  { path, name }: ModelInUse,
  folder: string,
): Promise<void> {
  const words = ["calibrate", { path }, "--into", { path: folder }];
  return offerCommand(
    vscode.l10n.t(
      "Run tiller calibrate in a terminal to measure what each switch does on {0} and choose how hard to steer; it takes from minutes to hours.",
      name,
    ),
    commandLine(packageRoot, words, process.platform),
  );
}
