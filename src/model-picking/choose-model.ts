/** Choosing a model in the editor: from those that are on this machine, a file, a download, a server. */
import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import type { EngineClient } from "../engine/api/client.js";
import type { DevicesResult } from "../models/device-schema.js";
import type { FoundModel } from "../models/find/found-model.js";
import { downloadFolder, modelFolders } from "../settings/machine.js";
import type { ModelInUse } from "../settings/model-in-use.js";
import { asText } from "../workbench/as-text.js";
import type { BrowsedModels } from "./browsed-models.js";
import { type Choice, type ModelItem, modelItems } from "./model-items.js";
import { picked } from "./picked.js";

export interface ChoosingParts {
  readonly engine: EngineClient;
  readonly model: ModelInUse;
  readonly browsed: BrowsedModels;
}

export function registerChooseModel(parts: ChoosingParts): vscode.Disposable {
  return vscode.commands.registerCommand("tiller.chooseModel", async () => {
    const choice = await askForModel(parts);
    if (choice) await carryOut(choice, parts);
  });
}

/** Opens at once; what is found is added to the list. */
async function askForModel(parts: ChoosingParts): Promise<Choice | undefined> {
  const { engine, model } = parts;
  const pick = vscode.window.createQuickPick<ModelItem>();
  const closed = new AbortController();
  let found: readonly FoundModel[] | undefined;
  let machine: DevicesResult | undefined;
  const show = () => {
    const items = modelItems(model, found, machine);
    const [active] = pick.activeItems;
    pick.items = items;
    const isSame = ({ choice }: ModelItem) => choice && isDeepStrictEqual(choice, active?.choice);
    // Who presses Enter at once means a model, not what is said above them.
    const isModel = ({ choice }: ModelItem) => choice && choice.kind !== "advice";
    const focused = items.find(isSame) ?? items.find(isModel);
    if (focused) pick.activeItems = [focused];
  };
  const look = async () => {
    const { signal } = closed;
    const asked = findModels(parts, signal);
    const devices = engine.request({ kind: "devices" }, { signal });
    await Promise.all([
      asked.then((models) => {
        found = models;
        if (!signal.aborted) show();
      }),
      devices.then(({ result }) => {
        machine = result;
        pick.title = result ? `${title()} · ${result.used}` : title();
        if (!signal.aborted) show();
      }),
    ]);
  };
  pick.title = title();
  pick.placeholder = vscode.l10n.t("Choose the model that writes");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  show();
  pick.show();
  look()
    .catch((error: Error) => {
      // What is there without the search can still be chosen.
      if (!closed.signal.aborted) pick.placeholder = error.message;
    })
    .finally(() => {
      if (!closed.signal.aborted) pick.busy = false;
    });
  const item = await picked(pick, closed, (one) => {
    if (one?.choice?.kind !== "unusable") return true;
    pick.placeholder = one.choice.reason;
    pick.value = "";
    return false;
  });
  return item?.choice;
}

/** @returns undefined when it was stopped */
export async function findModels(
  { engine, model, browsed }: Pick<ChoosingParts, "engine" | "model" | "browsed">,
  signal: AbortSignal,
): Promise<readonly FoundModel[] | undefined> {
  const downloads = downloadFolder();
  const files = [...(model.file === undefined ? [] : [model.file]), ...(await browsed.list())];
  const places = { folders: modelFolders(), files, ...(downloads && { downloads }) };
  return (await engine.request({ kind: "find-models", ...places }, { signal })).result?.models;
}

function title(): string {
  return vscode.l10n.t("Choose Model");
}

async function carryOut(choice: Choice, { browsed, model }: ChoosingParts): Promise<void> {
  switch (choice.kind) {
    case "model":
      return model.use(choice.path);
    case "browse": {
      const file = await browse(browsed.lastFolder);
      if (file === undefined) return;
      await browsed.add(file);
      return model.use(file);
    }
    case "better":
      return vscode.commands.executeCommand("tiller.getBetterModel");
    case "download":
      return vscode.commands.executeCommand("tiller.downloadModel");
    case "server":
      return vscode.commands.executeCommand("tiller.useServer");
    case "advice":
      // The list cuts off what is too long for a line.
      void vscode.window.showInformationMessage(asText(choice.advice));
      return;
    case "unusable":
      return;
  }
}

/** @param folder where the dialog starts, if not where VS Code would start it */
async function browse(folder: string | undefined): Promise<string | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: title(),
    openLabel: vscode.l10n.t("Use Model"),
    filters: { [vscode.l10n.t("GGUF models")]: ["gguf"] },
    ...(folder !== undefined && { defaultUri: vscode.Uri.file(folder) }),
  });
  return files?.[0]?.fsPath;
}
