/** Says what is wrong with a selection in a document, at its place, and with one in the settings. */
import * as vscode from "vscode";
import { onSettingsChange } from "../settings/setting.js";
import { openSetting } from "../writing/state/problems.js";
import type { Problem } from "../writing/state/writing-state.js";
import { documentProfile, headPosition, profileFormat } from "./document-profile.js";
import { settingsProfile } from "./settings-profile.js";

/** Keeps a diagnostic at each fault of the profiles in open documents. */
export function markProfileFaults(): vscode.Disposable {
  const marks = vscode.languages.createDiagnosticCollection("tiller");
  const mark = (document: vscode.TextDocument) => {
    const faults = documentProfile(document)?.faults ?? [];
    const head = faults.length > 0 ? profileFormat(document)?.head(document) : undefined;
    marks.set(
      document.uri,
      faults.map(({ start, end, message }) => {
        const [from, to] = [start, end].map((offset) => headPosition(head ?? "", offset));
        const range = new vscode.Range(from as vscode.Position, to as vscode.Position);
        const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
        diagnostic.source = "Tiller";
        return diagnostic;
      }),
    );
  };
  vscode.workspace.textDocuments.forEach(mark);
  return vscode.Disposable.from(
    marks,
    vscode.workspace.onDidOpenTextDocument(mark),
    vscode.workspace.onDidChangeTextDocument(({ document }) => mark(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => marks.delete(uri)),
  );
}

/** Says each fault of the settings once, when a document is active that it concerns. */
export function reportSettingFaults(report: (problem: Problem) => void): vscode.Disposable {
  let said: readonly string[] = [];
  const check = () => {
    const document = vscode.window.activeTextEditor?.document;
    const faults = (document && settingsProfile(document)?.faults) ?? [];
    const [fresh] = faults.filter((fault) => !said.includes(fault));
    said = [...said, ...faults];
    if (fresh !== undefined) report({ message: fresh, action: openSetting("tiller.constraints") });
  };
  check();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(check),
    onSettingsChange(["constraints"], () => {
      said = [];
      check();
    }),
  );
}
