/** Puts the sidebar together: what it shows, when it is shown anew, and what it can have done. */
import * as vscode from "vscode";
import type { EngineClient } from "../engine/api/client.js";
import { explainMeasuring, ModelCalibration } from "../measurements/model-calibration.js";
import type { Presets } from "../selecting/presets/presets.js";
import type { SelectionStore } from "../selecting/selection-store.js";
import type { ModelInUse } from "../settings/model-in-use.js";
import type { Passages } from "../writing/passages/passages.js";
import type { CheckedText } from "../writing/receipts/checked-text.js";
import { receiptOf } from "../writing/receipts/placed-receipt.js";
import type { Writer } from "../writing/streaming/writer.js";
import { sidebarLayout } from "./layout.js";
import { presetChoices } from "./preset-choices.js";
import { receiver } from "./receiver.js";
import { Sidebar } from "./sidebar.js";
import { sidebarState } from "./state.js";

/** What the sidebar needs from the rest of the extension. */
export interface SidebarParts {
  readonly engine: EngineClient;
  readonly selection: SelectionStore;
  readonly presets: Presets;
  readonly writer: Writer;
  readonly passages: Passages;
  /** The text that was checked last. */
  readonly checked: CheckedText;
  readonly model: ModelInUse;
  readonly log: vscode.LogOutputChannel;
}

/** Registers the view; what it needs at run time is made when it is first seen. */
export function registerSidebar(context: vscode.ExtensionContext, parts: SidebarParts): Sidebar {
  const { engine, selection, presets, writer, passages, checked, model, log } = parts;
  const passage = () => passages.current;
  const calibration = new ModelCalibration(engine, model, context.globalStorageUri);
  const sidebar = new Sidebar(
    context.extensionUri,
    {
      layout: sidebarLayout,
      state: () =>
        sidebarState({
          selection: selection.current,
          origin: selection.origin,
          presets: presetChoices(presets.list(), selection.current),
          writing: writer.state.current,
          calibration: calibration.current,
          model: engine.model,
          inUse: model,
        }),
      opened: () => void calibration.read(),
      receive: receiver({
        selection,
        writer,
        passage,
        receipt: () => {
          if (writer.state.current.checked) return checked.placed;
          const shown = passage();
          return shown && receiptOf(shown);
        },
        explainMeasuring: () => {
          const { folder } = calibration.current ?? {};
          if (folder) void explainMeasuring(context.extensionPath, model, folder);
        },
      }),
    },
    log,
  );
  const refresh = () => sidebar.refresh();
  selection.on("change", refresh);
  presets.on("change", refresh);
  writer.state.on("change", refresh);
  engine.on("model", refresh);
  model.on("change", () => {
    refresh();
    if (sidebar.visible) void calibration.read();
  });
  calibration.on("change", refresh);
  context.subscriptions.push(
    sidebar,
    calibration,
    vscode.window.registerWebviewViewProvider(Sidebar.viewId, sidebar),
  );
  return sidebar;
}
