/** How a person has it measured what steering does on a model. */
import { basename } from "node:path";
import * as vscode from "vscode";
import { commandLine } from "../writing/command-line.js";

/** Says which command measures, and offers it for the clipboard. */
export async function explainMeasuring(
  packageRoot: string,
  model: string,
  folder: string,
): Promise<void> {
  const copy = vscode.l10n.t("Copy Command");
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      "The command tiller calibrate, to be run in a terminal, measures what each switch does on {0} and chooses how hard to steer; it takes from minutes to hours.",
      basename(model),
    ),
    copy,
  );
  if (answer !== copy) return;
  const words = ["calibrate", { path: model }, "--into", { path: folder }];
  await vscode.env.clipboard.writeText(commandLine(packageRoot, words, process.platform));
}
