/** What the sidebar shows, from what the rest of the extension knows. */
import * as vscode from "vscode";
import { conflictsIn, type Selection } from "../constraints/selection.js";
import type {
  CalibrationResult,
  GenerateResult,
  ModelDescription,
} from "../engine/api/protocol.js";
import type { Origin } from "../selecting/selection-store.js";
import type { ModelInUse } from "../settings/model-in-use.js";
import type { WritingState } from "../writing/state/writing-state.js";
import { effectsOf } from "./effects.js";
import { lastTextOf } from "./last-text.js";
import type { PageCommand, SidebarState } from "./messages.js";

export interface Known {
  readonly selection: Selection;
  readonly origin: Origin;
  readonly presets: SidebarState["presets"];
  readonly writing: WritingState;
  /** Undefined while it has not been read. */
  readonly calibration: CalibrationResult | undefined;
  /** The model in the engine's memory. */
  readonly model: ModelDescription | undefined;
  /** The model that the next request will run on. */
  readonly inUse: Pick<ModelInUse, "path" | "name" | "isStarter">;
}

export function sidebarState(known: Known): SidebarState {
  const { selection, origin, presets, writing, calibration, model, inUse } = known;
  const { activity, problem, lastResult } = writing;
  const lastText = lastTextOf(writing);
  return {
    selection,
    ...originLine(origin),
    presets,
    conflicts: conflictsIn(selection).map(({ ids, reason }) => ({ ids: [...ids], reason })),
    ...effectsOf(selection, calibration),
    ...(activity && { activity }),
    ...(problem && {
      problem: {
        message: problem.message,
        ...(problem.action && { action: problem.action.title }),
      },
    }),
    ...(lastText && { lastText }),
    commands: [
      ...runs(writing),
      ...saving(selection, origin, presets),
      ...(inUse.isStarter ? (["getBetterModel"] as const) : []),
    ],
    model: modelLine(model, inUse, lastResult),
  };
}

/** That the workspace has one selection needs no saying. */
function originLine(origin: Origin): { origin?: string } {
  switch (origin) {
    case "document":
      return { origin: vscode.l10n.t("From the first lines of this document.") };
    case "settings":
      return { origin: vscode.l10n.t("From the settings for this document.") };
    case "session":
      return { origin: vscode.l10n.t("For this document until the window closes.") };
    case "workspace":
      return {};
  }
}

/** While something runs there is nothing to start, and without a failure nothing to retry. */
function runs({ activity, checked, passage }: WritingState): PageCommand[] {
  if (activity) return ["stop"];
  const failed = checked ? 0 : (passage?.texts[passage.shown]?.receipt.failed ?? 0);
  return ["continue", "write", "rewrite", "variants", ...(failed > 0 ? (["retry"] as const) : [])];
}

function saving(
  { constraints }: Selection,
  origin: Origin,
  presets: SidebarState["presets"],
): PageCommand[] {
  const isNew = constraints.length > 0 && !presets.some(({ isCurrent }) => isCurrent);
  return [
    ...(isNew ? (["savePreset"] as const) : []),
    ...(origin === "session" ? (["saveSelectionToDocument", "useDocumentSelection"] as const) : []),
  ];
}

function modelLine(
  model: ModelDescription | undefined,
  { name, path }: Known["inUse"],
  lastResult: GenerateResult | undefined,
): SidebarState["model"] {
  if (model?.path !== path) return { name, details: vscode.l10n.t("not loaded"), path };
  const speed = lastResult?.model.path === path ? lastResult.tokensPerSecond : undefined;
  const details = [
    // A server stands in the name.
    ...(model.server === undefined ? [model.device] : []),
    ...(speed === undefined ? [] : [vscode.l10n.t("{0} tokens/s", Math.round(speed))]),
  ].join(" · ");
  const { loadingNote: note } = model;
  return { name, details, path, ...(note !== undefined && { note }) };
}
