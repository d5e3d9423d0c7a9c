/** Downloading a model in the editor: what, with what progress, and what for. */
import { basename } from "node:path";
import * as vscode from "vscode";
import { type EngineClient, EngineError } from "../engine/api/client.js";
import type { DownloadResult } from "../models/connection/schema.js";
import { downloadsFolder } from "../models/downloads-folder.js";
import { downloadFolder } from "../settings/settings.js";
import { asText } from "../workbench/as-text.js";
import { askForSource } from "./ask-source.js";
import { useModel } from "./choose-model.js";
import { httpSettings } from "./http-settings.js";
import type { HubToken } from "./hub-token.js";
import { notifiedRequest } from "./notified-request.js";

/** Source of the download that has not come to its end, if any; it outlives the window. */
const UNFINISHED = "tiller.unfinishedDownload";

export interface DownloadParts {
  readonly engine: EngineClient;
  readonly token: HubToken;
  readonly state: vscode.Memento;
  /** Folder of Tiller's own files. */
  readonly storage: string;
  readonly bundledModel: string;
}

/** Registers `Tiller: Download Model...`. */
export function registerDownloadCommand(parts: DownloadParts): vscode.Disposable {
  return vscode.commands.registerCommand("tiller.downloadModel", async (given?: unknown) => {
    const source =
      typeof given === "string"
        ? given
        : await askForSource(parts.state.get<string>(UNFINISHED), parts.bundledModel);
    const path = source && (await bring(source, parts));
    if (path) await offerUse(path, parts.bundledModel);
  });
}

/**
 * Downloads a model; what was stopped or failed can be gone on with at once.
 * @returns its file; undefined where the person has left it
 */
export async function bring(source: string, parts: DownloadParts): Promise<string | undefined> {
  for (;;) {
    await parts.state.update(UNFINISHED, source);
    try {
      const result = await download(source, parts);
      if (result) {
        await parts.state.update(UNFINISHED, undefined);
        return result.path;
      }
      if (!(await offersToGoOn())) return undefined;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code === "bad-input") await parts.state.update(UNFINISHED, undefined);
      if (!(await offersRemedy(error, parts.token))) return undefined;
    }
  }
}

/** @returns undefined when it was stopped */
async function download(
  source: string,
  { engine, token, storage }: DownloadParts,
): Promise<DownloadResult | undefined> {
  const secret = await token.get();
  const outcome = await notifiedRequest(engine, vscode.l10n.t("Download Model"), {
    kind: "download",
    source,
    directory: downloadFolder() ?? downloadsFolder(storage),
    ...(secret && { token: secret }),
    ...httpSettings(),
  });
  return outcome.result;
}

async function offerUse(path: string, bundledModel: string): Promise<void> {
  const use = vscode.l10n.t("Use Model");
  const answer = await vscode.window.showInformationMessage(
    asText(vscode.l10n.t("{0} was downloaded and checked.", basename(path))),
    use,
  );
  if (answer === use) await useModel(path, bundledModel);
}

async function offersToGoOn(): Promise<boolean> {
  const goOn = vscode.l10n.t("Resume");
  const answer = await vscode.window.showInformationMessage(
    asText(vscode.l10n.t("The download was stopped; what has arrived is kept.")),
    goOn,
  );
  return answer === goOn;
}

/** @returns whether to try again */
async function offersRemedy({ code, message }: EngineError, token: HubToken): Promise<boolean> {
  const setToken = vscode.l10n.t("Set Token...");
  const again = vscode.l10n.t("Try Again");
  const remedies = code === "access-denied" ? [setToken] : code === "bad-input" ? [] : [again];
  const answer = await vscode.window.showErrorMessage(asText(message), ...remedies);
  return answer === again || (answer === setToken && (await token.ask()));
}
