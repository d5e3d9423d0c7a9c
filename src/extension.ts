/**
 * Wiring only: what is created, in which order, who gets what.
 *
 * Activation is cheap. The engine's process starts with the first request.
 */
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { registerChatModel } from "./chat/chat-model.js";
import { EngineClient } from "./engine/client.js";
import { registerChooseModel } from "./model-picking/choose-model.js";
import { registerCudaCommand } from "./model-picking/cuda-command.js";
import { registerDownloadCommand } from "./model-picking/download-command.js";
import { HubToken, registerHubTokenCommands } from "./model-picking/hub-token.js";
import { ServerAccesses } from "./model-picking/server-access.js";
import { registerServerCommand } from "./model-picking/server-command.js";
import { bundledModelPath } from "./models/bundled-model.js";
import { activeDocument } from "./selecting/active-document.js";
import { builtInPresets } from "./selecting/built-in-presets.js";
import { registerPresetCommands } from "./selecting/preset-commands.js";
import { Presets } from "./selecting/presets.js";
import { registerProfiles } from "./selecting/profiles.js";
import { SelectionStore } from "./selecting/selection-store.js";
import { PresetFiles } from "./selecting/shared-presets.js";
import { registerSidebar } from "./sidebar/register-sidebar.js";
import type { Sidebar } from "./sidebar/sidebar.js";
import { registerToggleCommand } from "./sidebar/toggle-command.js";
import { registerCheckCommand } from "./writing/check.js";
import { registerWritingCommands } from "./writing/commands.js";
import { registerDiscardCommand } from "./writing/discard.js";
import { registerFirstSteps } from "./writing/first-steps.js";
import { registerGhostText } from "./writing/ghost-text.js";
import { trackPassages } from "./writing/passage-state.js";
import { Passages } from "./writing/passages.js";
import { noticeProblems } from "./writing/problem-notice.js";
import { CheckedText } from "./writing/receipts/checked-text.js";
import { registerReceiptsInText } from "./writing/receipts/register.js";
import { registerReportCommand } from "./writing/report-command.js";
import { registerRetryCommand } from "./writing/retry.js";
import { markDifferences } from "./writing/review/difference-marks.js";
import { registerReviewCommands } from "./writing/review/review-commands.js";
import { showReviewLenses } from "./writing/review/review-lenses.js";
import { Rewriter } from "./writing/review/rewriter.js";
import { loadingSettings } from "./writing/settings.js";
import { showStatusItem } from "./writing/status-item.js";
import { trackStreaming } from "./writing/streaming-context.js";
import { Turns } from "./writing/turns.js";
import { registerVariantsCommand } from "./writing/variants.js";
import { registerVectorSetCommands } from "./writing/vector-set-commands.js";
import { Writer } from "./writing/writer.js";
import type { Problem } from "./writing/writing-state.js";

/** Without a request for so long, the model's memory is given back. */
const IDLE_UNLOAD_MS = 10 * 60_000;

/** What other extensions and the tests can reach. */
export interface Tiller {
  readonly engine: EngineClient;
  readonly selection: SelectionStore;
  readonly presets: Presets;
  readonly sidebar: Sidebar;
  readonly writer: Writer;
  readonly passages: Passages;
}

export function activate(context: vscode.ExtensionContext): Tiller {
  // For the rooms that know no editor, here as in the engine's process.
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel("Tiller", { log: true });
  const bundledModel = bundledModelPath(context.extensionPath);
  const engine = new EngineClient(join(context.extensionPath, "dist", "engine.mjs"), {
    packageRoot: context.extensionPath,
    cacheDirectory: context.globalStorageUri.fsPath,
    idleUnloadMs: IDLE_UNLOAD_MS,
    ...(vscode.l10n.uri && { translations: vscode.l10n.uri.fsPath }),
  });
  engine.loading = loadingSettings;
  const selection = new SelectionStore(context.workspaceState, activeDocument);
  const turns = new Turns();
  const passages = new Passages();
  const writer = new Writer(engine, turns, passages, () => selection.current, bundledModel, log);
  const report = (problem: Problem) => writer.report(problem);
  const presetFiles = new PresetFiles(report);
  const presets = new Presets(context.globalState, presetFiles, builtInPresets);
  const checked = new CheckedText();
  const hubToken = new HubToken(context.secrets);
  const forPassages = {
    engine,
    turns,
    passages,
    state: writer.state,
    selected: () => selection.current,
  };
  const sidebar = registerSidebar(context, {
    engine,
    selection,
    presets,
    writer,
    passages,
    checked,
    bundledModel,
    log,
  });
  context.subscriptions.push(
    log,
    engine,
    passages,
    presetFiles,
    registerProfiles(selection, report),
    registerToggleCommand(selection, report),
    registerPresetCommands({ presets, files: presetFiles, selection, report }),
    registerWritingCommands(writer),
    registerReviewCommands(new Rewriter(writer, turns, passages), writer, passages),
    showReviewLenses(passages),
    markDifferences(passages),
    registerGhostText({ ...forPassages, bundledModel, log }),
    checked,
    registerCheckCommand({ ...forPassages, checked }),
    registerReceiptsInText(passages, checked),
    registerVariantsCommand(forPassages, writer),
    registerRetryCommand(forPassages),
    registerDiscardCommand(forPassages),
    registerChatModel({
      engine,
      turns,
      state: writer.state,
      selected: () => selection.current,
      bundledModel,
      log,
    }),
    registerChooseModel({ engine, bundledModel }),
    registerServerCommand({
      engine,
      accesses: new ServerAccesses(context.secrets, context.globalState),
      bundledModel,
    }),
    registerHubTokenCommands(hubToken),
    registerDownloadCommand({
      engine,
      token: hubToken,
      state: context.globalState,
      storage: context.globalStorageUri.fsPath,
      bundledModel,
    }),
    registerCudaCommand(engine),
    registerVectorSetCommands(engine, bundledModel),
    registerFirstSteps(),
    registerReportCommand(
      { storage: context.globalStorageUri.fsPath, packageRoot: context.extensionPath },
      bundledModel,
    ),
    trackStreaming(writer.state),
    trackPassages(passages, writer.state),
    showStatusItem(writer.state, engine, bundledModel),
    noticeProblems(writer.state, () => sidebar.visible),
  );
  return { engine, selection, presets, sidebar, writer, passages };
}
