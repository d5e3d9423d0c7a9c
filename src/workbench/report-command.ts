/** The command that shows what steering does on the model that is in use. */
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { modelName } from "../models/model-name.js";
import { modelPath } from "../settings/settings.js";
import { offerCommand } from "./offer-command.js";
import { evaluateCommand, type ReportPlaces, reportFile } from "./report-place.js";

/** Registers `Tiller: What Steering Does on This Model`. */
export function registerReportCommand(
  places: ReportPlaces,
  bundledModel: string,
): vscode.Disposable {
  const panel = new ReportPanel();
  return vscode.Disposable.from(
    panel,
    vscode.commands.registerCommand("tiller.showReport", async () => {
      const model = modelPath(bundledModel);
      const page = await readIfThere(reportFile(places, model));
      if (page === undefined) await offerEvaluation(places, model);
      else panel.show(await modelName(model), page);
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

async function offerEvaluation(places: ReportPlaces, model: string): Promise<void> {
  return offerCommand(
    vscode.l10n.t(
      "There is no report on {0} yet; run tiller evaluate in a terminal to make one.",
      await modelName(model),
    ),
    evaluateCommand(places, model, process.platform),
  );
}
