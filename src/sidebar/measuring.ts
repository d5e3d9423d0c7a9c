/** How a person has it measured what steering does on a model. */
import * as vscode from "vscode";
import { modelName } from "../models/model-name.js";
import { commandLine } from "../workbench/command-line.js";
import { offerCommand } from "../workbench/offer-command.js";

/** Says which command measures, and offers it for the clipboard. */
export async function explainMeasuring(
  packageRoot: string,
  model: string,
  folder: string,
): Promise<void> {
  const words = ["calibrate", { path: model }, "--into", { path: folder }];
  return offerCommand(
    vscode.l10n.t(
      "Run tiller calibrate in a terminal to measure what each switch does on {0} and choose how hard to steer; it takes from minutes to hours.",
      await modelName(model),
    ),
    commandLine(packageRoot, words, process.platform),
  );
}
