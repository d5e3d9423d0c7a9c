/** The commands that share a model's vectors: one archive out, one archive in. */
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { type EngineClient, EngineError } from "../engine/api/client.js";
import type { VectorSetResult } from "../engine/api/protocol.js";
import type { ModelInUse } from "../settings/model-in-use.js";
import { asText } from "../workbench/as-text.js";
import { sayingFailure } from "../workbench/messages.js";

/** Registers `Tiller: Export Vectors...` and `Tiller: Import Vectors...`. */
export function registerVectorSetCommands(
  engine: EngineClient,
  model: ModelInUse,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("tiller.exportVectors", (archive?: unknown) =>
      sayingFailure(() => exportVectors(engine, model.path, archive)),
    ),
    vscode.commands.registerCommand("tiller.importVectors", (archive?: unknown) =>
      sayingFailure(() => importVectors(engine, model.path, archive)),
    ),
  );
}

const archives = () => ({ [vscode.l10n.t("Vector sets")]: ["zip"] });

/** @param given by another extension; without it the person is asked */
async function exportVectors(engine: EngineClient, model: string, given: unknown): Promise<void> {
  const target = given instanceof vscode.Uri ? given : await askWhereTo();
  if (!target) return;
  const outcome = await engine.request({ kind: "export-vectors", model, file: target.fsPath });
  if (outcome.status !== "done") return;
  const { vectors, model: name } = outcome.result;
  void vscode.window.showInformationMessage(
    asText(vscode.l10n.t("{0} vectors for {1} were saved to {2}.", vectors, name, target.fsPath)),
  );
}

function askWhereTo(): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t("Export Vectors"),
    defaultUri: vscode.Uri.file(join(homedir(), "vectors.zip")),
    filters: archives(),
  });
}

/** @param given by another extension; without it the person is asked */
async function importVectors(engine: EngineClient, model: string, given: unknown): Promise<void> {
  const archive = given instanceof vscode.Uri ? given : await askWhichOne();
  if (!archive) return;
  const result = await importOrAsk(engine, model, archive.fsPath);
  if (!result) return;
  const { vectors, model: name, measuredOn } = result;
  void vscode.window.showInformationMessage(
    asText(
      measuredOn === name
        ? vscode.l10n.t("{0} vectors were imported for {1}.", vectors, name)
        : vscode.l10n.t(
            "{0} vectors from {1} were imported for {2}; they were not calibrated on it.",
            vectors,
            measuredOn,
            name,
          ),
    ),
  );
}

async function askWhichOne(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Import Vectors"),
    openLabel: vscode.l10n.t("Import"),
    filters: archives(),
  });
  return chosen?.[0];
}

/** Another model's vectors are taken only when the person says so. */
async function importOrAsk(
  engine: EngineClient,
  model: string,
  file: string,
): Promise<VectorSetResult | undefined> {
  const request = (crossModel: boolean) =>
    engine.request({ kind: "import-vectors", model, file, crossModel });
  try {
    return (await request(false)).result;
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "other-model") throw error;
    const anyway = vscode.l10n.t("Use Anyway");
    const answer = await vscode.window.showWarningMessage(
      asText(vscode.l10n.t("These vectors belong to another model.")),
      { modal: true, detail: error.message },
      anyway,
    );
    return answer === anyway ? (await request(true)).result : undefined;
  }
}
