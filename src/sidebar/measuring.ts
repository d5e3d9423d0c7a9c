/** How a person has it measured what steering does on a model. */
import * as vscode from "vscode";
import type { ModelInUse } from "../settings/model-in-use.js";
import { commandLine } from "../workbench/command-line.js";
import { offerCommand } from "../workbench/messages.js";

/** Says which command measures, and offers it for the clipboard. */
export async function explainMeasuring(
  packageRoot: string,
  { path, name }: ModelInUse,
  folder: string,
): Promise<void> {
  const words = ["calibrate", { path }, "--into", { path: folder }];
  return offerCommand(
    vscode.l10n.t(
      "The command tiller calibrate, to be run in a terminal, measures what each switch does on {0} and chooses how hard to steer; it takes from minutes to hours.",
      name,
    ),
    commandLine(packageRoot, words, process.platform),
  );
}
