/**
 * Wiring only: what is created, in which order, who gets what.
 *
 * Activation is cheap. The engine's process starts with the first request.
 */
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { registerChatModel } from "./chat/chat-model.js";
import { EngineClient } from "./engine/api/client.js";
import { registerReportCommand } from "./measurements/report-command.js";
import { registerVectorSetCommands } from "./measurements/vector-set-commands.js";
import { registerBetterModel } from "./model-picking/better-model.js";
import { BrowsedModels } from "./model-picking/browsed-models.js";
import { registerChooseModel } from "./model-picking/choose-model.js";
import { registerCudaCommand } from "./model-picking/cuda-command.js";
import { registerDownloadCommand, UnfinishedDownload } from "./model-picking/download-command.js";
import { HubToken, registerHubTokenCommands } from "./model-picking/hub-token.js";
import { ServerAccesses } from "./model-picking/server-access.js";
import { registerServerCommand } from "./model-picking/server-command.js";
import { StarterSpeed } from "./model-picking/starter-speed.js";
import { bundledModelPath } from "./models/bundled-model.js";
import { activeDocument } from "./selecting/active-document.js";
import { builtInPresets } from "./selecting/presets/built-in-presets.js";
import { registerPresetCommands } from "./selecting/presets/commands.js";
import { Presets } from "./selecting/presets/presets.js";
import { PresetFiles } from "./selecting/presets/shared-presets.js";
import { registerProfiles } from "./selecting/register.js";
import { SelectionStore } from "./selecting/selection-store.js";
import { loadingSettings } from "./settings/machine.js";
import { ModelInUse } from "./settings/model-in-use.js";
import { registerSidebar } from "./sidebar/register.js";
import type { Sidebar } from "./sidebar/sidebar.js";
import { registerToggleCommand } from "./sidebar/toggle-command.js";
import { registerFirstSteps } from "./workbench/first-steps.js";
import { registerCheckCommand } from "./writing/commands/check.js";
import { registerDiscardCommand } from "./writing/commands/discard.js";
import { registerRetryCommand } from "./writing/commands/retry.js";
import { registerVariantsCommand } from "./writing/commands/variants.js";
import { registerWritingCommands } from "./writing/commands/write.js";
import { trackPassages } from "./writing/passages/passage-state.js";
import { Passages } from "./writing/passages/passages.js";
import { CheckedText } from "./writing/receipts/checked-text.js";
import { registerReceiptsInText } from "./writing/receipts/register.js";
import { registerReviewCommands } from "./writing/review/commands.js";
import { markDifferences } from "./writing/review/difference-marks.js";
import { showReviewLenses } from "./writing/review/lenses.js";
import { Rewriter } from "./writing/review/rewriter.js";
import { trackActivity } from "./writing/state/activity.js";
import { noticeProblems } from "./writing/state/problem-notice.js";
import { showStatusItem } from "./writing/state/status-item.js";
import type { Problem } from "./writing/state/writing-state.js";
import { Turns } from "./writing/streaming/turns.js";
import { Writer } from "./writing/streaming/writer.js";
import { registerGhostText } from "./writing/suggestions/ghost-text.js";

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
  readonly model: ModelInUse;
}

export function activate(context: vscode.ExtensionContext): Tiller {
  // For the rooms that know no editor, here as in the engine's process.
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel("Tiller", { log: true });
  const engine = new EngineClient(join(context.extensionPath, "dist", "engine.mjs"), {
    packageRoot: context.extensionPath,
    cacheDirectory: context.globalStorageUri.fsPath,
    idleUnloadMs: IDLE_UNLOAD_MS,
    ...(vscode.l10n.uri && { translations: vscode.l10n.uri.fsPath }),
  });
  engine.loading = loadingSettings;
  const model = new ModelInUse(bundledModelPath(context.extensionPath));
  const selection = new SelectionStore(context.workspaceState, activeDocument);
  const turns = new Turns();
  const passages = new Passages();
  const writer = new Writer(engine, turns, passages, () => selection.current, model, log);
  const report = (problem: Problem) => writer.report(problem);
  const presetFiles = new PresetFiles(report);
  const presets = new Presets(context.globalState, presetFiles, builtInPresets);
  const checked = new CheckedText();
  const hubToken = new HubToken(context.secrets);
  const sources = {
    engine,
    model,
    turns,
    passages,
    state: writer.state,
    selected: () => selection.current,
    log,
  };
  const sidebar = registerSidebar(context, {
    engine,
    selection,
    presets,
    writer,
    passages,
    checked,
    model,
    log,
  });
  const choosing = {
    engine,
    model,
    browsed: new BrowsedModels(context.globalState),
  };
  const downloading = {
    engine,
    model,
    token: hubToken,
    unfinished: new UnfinishedDownload(context.globalState),
    storage: context.globalStorageUri.fsPath,
  };
  context.subscriptions.push(
    log,
    engine,
    model,
    passages,
    presetFiles,
    registerProfiles(selection, report),
    registerToggleCommand(selection, report),
    registerPresetCommands({ presets, files: presetFiles, selection, report }),
    registerWritingCommands(writer),
    registerReviewCommands(new Rewriter(writer, turns, passages), writer, passages),
    showReviewLenses(passages),
    markDifferences(passages),
    registerGhostText(sources),
    checked,
    registerCheckCommand({ ...sources, checked }),
    registerReceiptsInText(passages, checked),
    registerVariantsCommand(sources, writer),
    registerRetryCommand(sources),
    registerDiscardCommand(sources),
    registerChatModel(sources),
    registerChooseModel(choosing),
    registerBetterModel({
      ...choosing,
      ...downloading,
      speed: new StarterSpeed(engine, writer.state, model.starter),
    }),
    registerServerCommand({
      engine,
      accesses: new ServerAccesses(context.secrets, context.globalState),
      model,
    }),
    registerHubTokenCommands(hubToken),
    registerDownloadCommand(downloading),
    registerCudaCommand(engine),
    registerVectorSetCommands(engine, model),
    registerFirstSteps(),
    registerReportCommand(
      { storage: context.globalStorageUri.fsPath, packageRoot: context.extensionPath },
      model,
    ),
    trackActivity(writer.state),
    trackPassages(passages, writer.state),
    showStatusItem(writer.state, engine, model),
    noticeProblems(writer.state, () => sidebar.visible),
  );
  return { engine, selection, presets, sidebar, writer, passages, model };
}
