/** Downloading a model in the editor: what, with what progress, and what for. */
import { basename } from "node:path";
import * as vscode from "vscode";
import { type EngineClient, EngineError } from "../engine/api/client.js";
import { downloadsFolder } from "../models/downloads-folder.js";
import { downloadFolder, networkSettings } from "../settings/machine.js";
import type { ModelInUse } from "../settings/model-in-use.js";
import { asText } from "../workbench/as-text.js";
import { askForSource } from "./ask-source.js";
import type { HubToken } from "./hub-token.js";
import { notifiedRequest } from "./notified-request.js";

export interface DownloadParts {
  readonly engine: EngineClient;
  readonly model: ModelInUse;
  readonly token: HubToken;
  readonly unfinished: UnfinishedDownload;
  /** Folder of Tiller's own files. */
  readonly storage: string;
}

/** The source of the download that has not come to its end, if any; it outlives the window. */
export class UnfinishedDownload {
  private readonly key = "tiller.unfinishedDownload";

  constructor(private readonly memento: vscode.Memento) {}

  get source(): string | undefined {
    return this.memento.get(this.key);
  }

  async begin(source: string): Promise<void> {
    await this.memento.update(this.key, source);
  }

  async end(): Promise<void> {
    await this.memento.update(this.key, undefined);
  }
}

/** Registers `Tiller: Download Model...`. */
export function registerDownloadCommand(parts: DownloadParts): vscode.Disposable {
  return vscode.commands.registerCommand("tiller.downloadModel", async (given?: unknown) => {
    const { model, unfinished } = parts;
    const source =
      typeof given === "string" ? given : await askForSource(unfinished.source, model.starter);
    const path = source && (await bring(source, parts));
    if (path) await offerUse(path, model);
  });
}

/**
 * Downloads a model; what was stopped or failed can be gone on with at once.
 * @returns its file; undefined where the person has left it
 */
export async function bring(source: string, parts: DownloadParts): Promise<string | undefined> {
  const { unfinished } = parts;
  for (;;) {
    await unfinished.begin(source);
    try {
      const path = await download(source, parts);
      if (path !== undefined) {
        await unfinished.end();
        return path;
      }
      if (!(await offersToGoOn())) return undefined;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code === "bad-input") await unfinished.end();
      if (!(await offersRemedy(error, parts.token))) return undefined;
    }
  }
}

/** @returns its file; undefined when it was stopped */
async function download(
  source: string,
  { engine, token, storage }: DownloadParts,
): Promise<string | undefined> {
  const secret = await token.get();
  const outcome = await notifiedRequest(engine, vscode.l10n.t("Download Model"), {
    kind: "download",
    source,
    directory: downloadFolder() ?? downloadsFolder(storage),
    ...(secret && { token: secret }),
    ...networkSettings(),
  });
  return outcome.result?.path;
}

async function offerUse(path: string, model: ModelInUse): Promise<void> {
  const use = vscode.l10n.t("Use Model");
  const answer = await vscode.window.showInformationMessage(
    asText(vscode.l10n.t("{0} was downloaded and checked.", basename(path))),
    use,
  );
  if (answer === use) await model.use(path);
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
