/** What went wrong, as a person is told: one sentence, at most one thing to do about it. */
import * as vscode from "vscode";
import { EngineError } from "../../engine/api/client.js";
import { SettingError } from "../../settings/setting.js";
import type { Interruption } from "../editor/streamed-insertion.js";
import type { Problem } from "./writing-state.js";

export const noEditor = (): Problem => ({
  message: vscode.l10n.t("Open a text document and place the cursor where Tiller should write."),
});

export const nothingToContinue = (): Problem => ({
  message: vscode.l10n.t(
    'There is no text before the cursor to continue; use "Tiller: Write..." to start from an instruction.',
  ),
  action: writeInstead(),
});

/** The model's first token was the end of its text. */
export const nothingWritten = (): Problem => ({
  message: vscode.l10n.t(
    'The model considered the text complete and wrote nothing; begin the next sentence for it, or use "Tiller: Write..." to say what should follow.',
  ),
  action: writeInstead(),
});

export const nothingSwitchedOn = (): Problem => ({
  message: vscode.l10n.t(
    "No constraint is switched on, so there is nothing to check or compare; switch one on first.",
  ),
  action: {
    title: vscode.l10n.t("Toggle Constraint..."),
    run: () => vscode.commands.executeCommand("tiller.toggleConstraint"),
  },
});

export const nothingOfTillers = (): Problem => ({
  message: vscode.l10n.t("This document contains no text by Tiller."),
});

export const nothingFailed = (): Problem => ({
  message: vscode.l10n.t("This text holds all its constraints; there is nothing to retry."),
});

export const noneBetter = (tries: number): Problem => ({
  message: vscode.l10n.t(
    "None of {0} retries held more constraints than the text that was there, so it was kept.",
    tries,
  ),
});

export const editedByPerson = (): Problem => ({
  message: vscode.l10n.t(
    "You have changed this text, so Tiller will not discard it; delete what should go, or undo your change first.",
  ),
});

export const readOnly = (): Problem => ({
  message: vscode.l10n.t("This document is read-only, so Tiller cannot write in it."),
});

/** A request or its preparation failed. */
export function failed(error: unknown): Problem {
  if (error instanceof SettingError) {
    return { message: error.message, action: openSetting(error.key) };
  }
  const message = error instanceof Error ? error.message : String(error);
  const concernsModel =
    error instanceof EngineError &&
    (error.code === "model-missing" || error.code === "model-unreadable");
  if (error instanceof EngineError && error.code.startsWith("server-")) {
    return { message, action: useServer() };
  }
  return concernsModel ? { message, action: openSetting("tiller.model") } : { message };
}

/** The text could not go on into its document. An undo or a deletion was the person's own choice. */
export function interruptedBy(interruption: Interruption, unwritten: string): Problem | undefined {
  const rest = unwritten === "" ? {} : { action: openRest(unwritten) };
  if (interruption === "read-only") return { ...readOnly(), ...rest };
  if (unwritten === "") return undefined;
  const messages: Partial<Record<Interruption, string>> = {
    closed: vscode.l10n.t("The document was closed before the rest of the text could be added."),
    hidden: vscode.l10n.t("The document was not visible, so the text could not be added."),
  };
  const message = messages[interruption];
  return message === undefined ? undefined : { message, ...rest };
}

function openRest(text: string): NonNullable<Problem["action"]> {
  return {
    title: vscode.l10n.t("Open the Rest"),
    run: async () => {
      const document = await vscode.workspace.openTextDocument({ content: text });
      await vscode.window.showTextDocument(document);
    },
  };
}

function writeInstead(): NonNullable<Problem["action"]> {
  return {
    title: vscode.l10n.t("Write..."),
    run: () => vscode.commands.executeCommand("tiller.write"),
  };
}

function useServer(): NonNullable<Problem["action"]> {
  return {
    title: vscode.l10n.t("Use a Server..."),
    run: () => vscode.commands.executeCommand("tiller.useServer"),
  };
}

/** @param key the setting's full name */
export function openSetting(key: string): NonNullable<Problem["action"]> {
  return {
    title: vscode.l10n.t("Open Setting"),
    run: () => vscode.commands.executeCommand("workbench.action.openSettings", key),
  };
}
