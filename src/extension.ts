/**
 * Wiring only: what is created, in which order, who gets what.
 *
 * Activation is cheap. The engine's process starts with the first request.
 */
import { join } from "node:path";
import * as vscode from "vscode";
import { registerChatModel } from "./chat/chat-model.js";
import { EngineClient } from "./engine/client.js";
import { bundledModelPath } from "./models/bundled-model.js";
import { SelectionStore } from "./selecting/selection-store.js";
import { sidebarLayout } from "./sidebar/layout.js";
import { receiver } from "./sidebar/receiver.js";
import { Sidebar } from "./sidebar/sidebar.js";
import { sidebarState } from "./sidebar/state.js";
import { registerWritingCommands } from "./writing/commands.js";
import { registerGhostText } from "./writing/ghost-text.js";
import { trackPassages } from "./writing/passage-state.js";
import { Passages } from "./writing/passages.js";
import { noticeProblems } from "./writing/problem-notice.js";
import { registerReportCommand } from "./writing/report-command.js";
import { modelPath } from "./writing/settings.js";
import { showStatusItem } from "./writing/status-item.js";
import { trackStreaming } from "./writing/streaming-context.js";
import { Turns } from "./writing/turns.js";
import { registerVectorSetCommands } from "./writing/vector-set-commands.js";
import { Writer } from "./writing/writer.js";

/** Without a request for so long, the model's memory is given back. */
const IDLE_UNLOAD_MS = 10 * 60_000;

/** What other extensions and the tests can reach. */
export interface Tiller {
  readonly engine: EngineClient;
  readonly selection: SelectionStore;
  readonly sidebar: Sidebar;
  readonly writer: Writer;
  readonly passages: Passages;
}

export function activate(context: vscode.ExtensionContext): Tiller {
  const log = vscode.window.createOutputChannel("Tiller", { log: true });
  const bundledModel = bundledModelPath(context.extensionPath);
  const engine = new EngineClient(join(context.extensionPath, "dist", "engine.mjs"), {
    packageRoot: context.extensionPath,
    cacheDirectory: context.globalStorageUri.fsPath,
    idleUnloadMs: IDLE_UNLOAD_MS,
  });
  const selection = new SelectionStore(context.workspaceState);
  const turns = new Turns();
  const passages = new Passages();
  const writer = new Writer(engine, turns, passages, () => selection.current, bundledModel, log);
  const sidebar = new Sidebar(
    context.extensionUri,
    {
      layout: sidebarLayout,
      state: () =>
        sidebarState({
          selection: selection.current,
          writing: writer.state.current,
          model: engine.model,
          modelPath: modelPath(bundledModel),
        }),
      receive: receiver(selection, writer),
    },
    log,
  );
  const refresh = () => sidebar.refresh();
  selection.on("change", refresh);
  writer.state.on("change", refresh);
  engine.on("model", refresh);
  context.subscriptions.push(
    log,
    engine,
    passages,
    sidebar,
    vscode.window.registerWebviewViewProvider(Sidebar.viewId, sidebar),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("tiller.model")) refresh();
    }),
    registerWritingCommands(writer),
    registerGhostText({
      engine,
      turns,
      state: writer.state,
      selected: () => selection.current,
      bundledModel,
      log,
    }),
    registerChatModel({ engine, turns, selected: () => selection.current, bundledModel, log }),
    registerVectorSetCommands(engine, bundledModel),
    registerReportCommand({
      storage: context.globalStorageUri.fsPath,
      packageRoot: context.extensionPath,
      bundledModel,
    }),
    trackStreaming(writer.state),
    trackPassages(passages, writer.state),
    showStatusItem(writer.state),
    noticeProblems(writer.state, () => sidebar.visible),
  );
  return { engine, selection, sidebar, writer, passages };
}
