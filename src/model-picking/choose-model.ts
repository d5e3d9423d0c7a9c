/** Choosing a model in the editor: from those that are on this machine, a file, a download, a server. */
import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import type { EngineClient } from "../engine/client.js";
import type { DevicesResult } from "../models/device-schema.js";
import type { FoundModel } from "../models/find/found-model.js";
import { asText } from "../writing/as-text.js";
import { downloadFolder, modelFolders, modelPath } from "../writing/settings.js";
import { type Choice, type ModelItem, modelItems } from "./model-items.js";
import { picked } from "./picked.js";

export interface ChoosingParts {
  readonly engine: EngineClient;
  readonly bundledModel: string;
}

export function registerChooseModel(parts: ChoosingParts): vscode.Disposable {
  return vscode.commands.registerCommand("tiller.chooseModel", async () => {
    const choice = await askForModel(parts);
    if (choice) await carryOut(choice, parts.bundledModel);
  });
}

/** Opens at once; what is found is added to the list. */
async function askForModel({ engine, bundledModel }: ChoosingParts): Promise<Choice | undefined> {
  const pick = vscode.window.createQuickPick<ModelItem>();
  const closed = new AbortController();
  let found: readonly FoundModel[] | undefined;
  let machine: DevicesResult | undefined;
  const show = () => {
    const items = modelItems(modelPath(bundledModel), bundledModel, found, machine);
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
    const downloads = downloadFolder();
    const places = { folders: modelFolders(), ...(downloads && { downloads }) };
    const asked = engine.request({ kind: "find-models", ...places }, { signal });
    const devices = engine.request({ kind: "devices" }, { signal });
    await Promise.all([
      asked.then(({ result }) => {
        found = result?.models;
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

function title(): string {
  return vscode.l10n.t("Choose Model");
}

async function carryOut(choice: Choice, bundledModel: string): Promise<void> {
  switch (choice.kind) {
    case "bundled":
      return useModel(bundledModel, bundledModel);
    case "model":
      return useModel(choice.path, bundledModel);
    case "browse": {
      const [file] =
        (await vscode.window.showOpenDialog({
          title: title(),
          openLabel: vscode.l10n.t("Use Model"),
          filters: { [vscode.l10n.t("GGUF models")]: ["gguf"] },
        })) ?? [];
      return file && useModel(file.fsPath, bundledModel);
    }
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

/**
 * Sets the model that writes, where it is set already: for this workspace or for this machine. It is
 * loaded when it is first needed.
 *
 * @param model a file or a server's model; the bundled one is set by setting none
 */
export async function useModel(model: string, bundledModel: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration("tiller");
  const ofWorkspace = settings.inspect<string>("model")?.workspaceValue !== undefined;
  const target = ofWorkspace
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  const none = ofWorkspace ? "" : undefined;
  await settings.update("model", model === bundledModel ? none : model, target);
}
