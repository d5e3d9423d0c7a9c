/** The command that shows what steering does on the model that is in use. */
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { ModelInUse } from "../settings/model-in-use.js";
import { offerCommand } from "../workbench/messages.js";
import { evaluateCommand, type ReportPlaces, reportFile } from "./report-place.js";

/** Registers `Tiller: What Steering Does on This Model`. */
export function registerReportCommand(places: ReportPlaces, model: ModelInUse): vscode.Disposable {
  const panel = new ReportPanel();
  return vscode.Disposable.from(
    panel,
    vscode.commands.registerCommand("tiller.showReport", async () => {
      const page = await readIfThere(reportFile(places, model.path));
      if (page === undefined) await offerEvaluation(places, model);
      else panel.show(model.name, page);
    }),
  );
}

/** The only panel; a report that is asked for again is read again. */
class ReportPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;

  show(model: string, page: string): void {
    const panel = this.panel ?? this.open();
    panel.title = vscode.l10n.t("Steering on {0}", model);
    panel.webview.html = page;
    panel.reveal();
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel("tiller.report", "", vscode.ViewColumn.Active, {
      // A report is a page to read: it runs nothing and loads nothing.
      enableScripts: false,
      localResourceRoots: [],
      enableFindWidget: true,
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    this.panel = panel;
    return panel;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

async function offerEvaluation(places: ReportPlaces, { path, name }: ModelInUse): Promise<void> {
  return offerCommand(
    vscode.l10n.t(
      "There is no report on {0} yet; run tiller evaluate in a terminal to make one.",
      name,
    ),
    evaluateCommand(places, path, process.platform),
  );
}
