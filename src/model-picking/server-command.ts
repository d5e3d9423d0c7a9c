/** The command that has a server's model write: its address, its key, one of its models. */
import * as vscode from "vscode";
import type { EngineClient } from "../engine/api/client.js";
import { formatModelReference, isPrivate, parseBaseUrl } from "../models/model-reference.js";
import type { ModelInUse } from "../settings/model-in-use.js";
import { asText } from "../workbench/as-text.js";
import { sayingFailure } from "../workbench/messages.js";
import { notifiedRequest } from "./notified-request.js";
import type { ServerAccesses } from "./server-access.js";

const USUAL_ADDRESS = "http://127.0.0.1:8000/v1";

export interface ServerCommandParts {
  readonly engine: EngineClient;
  readonly accesses: ServerAccesses;
  readonly model: ModelInUse;
}

export function registerServerCommand(parts: ServerCommandParts): vscode.Disposable {
  parts.engine.accessTo = (model) => parts.accesses.of(model);
  return vscode.commands.registerCommand("tiller.useServer", () =>
    sayingFailure(() => useServer(parts)),
  );
}

/** Leaving one of its questions leaves everything as it was. */
async function useServer({ engine, accesses, model }: ServerCommandParts): Promise<void> {
  const baseUrl = await askForAddress(model.server?.baseUrl ?? USUAL_ADDRESS);
  if (baseUrl === undefined) return;
  const { host } = new URL(baseUrl);
  const unencrypted = !isPrivate({ baseUrl });
  if (unencrypted && !(await agreesToSendUnencrypted(host))) return;
  const stored = await accesses.to({ baseUrl });
  const key = await vscode.window.showInputBox({
    title: title(),
    prompt: asText(vscode.l10n.t("API key of {0}; leave it empty if there is none", host)),
    value: stored.key ?? "",
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  const access = { unencrypted, ...(key.trim() && { key: key.trim() }) };
  const name = await askForModel(engine, host, { kind: "server-models", baseUrl, access });
  if (name === undefined) return;
  await accesses.remember({ baseUrl }, access);
  await model.use(formatModelReference({ kind: "server", baseUrl, model: name }));
}

function title(): string {
  return vscode.l10n.t("Use a Server");
}

async function askForAddress(value: string): Promise<string | undefined> {
  const address = await vscode.window.showInputBox({
    title: title(),
    prompt: vscode.l10n.t(
      "Address of an OpenAI-compatible server; what you write with its model is sent to it",
    ),
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        parseBaseUrl(text);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  });
  return address === undefined ? undefined : parseBaseUrl(address);
}

async function agreesToSendUnencrypted(host: string): Promise<boolean> {
  const agree = vscode.l10n.t("Send Unencrypted");
  const answer = await vscode.window.showWarningMessage(
    asText(vscode.l10n.t("The connection to {0} is not encrypted.", host)),
    {
      modal: true,
      detail: vscode.l10n.t(
        "Anybody listening on the network can read your text and the API key. An address that begins with https is safer.",
      ),
    },
    agree,
  );
  return answer === agree;
}

async function askForModel(
  engine: EngineClient,
  host: string,
  request: Extract<Parameters<EngineClient["request"]>[0], { kind: "server-models" }>,
): Promise<string | undefined> {
  const outcome = await notifiedRequest(
    engine,
    vscode.l10n.t("Asking {0} for its models", host),
    request,
  );
  const models = outcome.result?.models;
  if (outcome.status === "cancelled" || !models) return undefined;
  const other = vscode.l10n.t("Another Name...");
  const labels = models.map(asText);
  const chosen =
    models.length === 0
      ? other
      : await vscode.window.showQuickPick([...labels, other], {
          title: title(),
          placeHolder: vscode.l10n.t("Choose the model on {0} that writes", host),
          ignoreFocusOut: true,
        });
  if (chosen === undefined) return undefined;
  return models[labels.indexOf(chosen)] ?? askForName(host, models.length > 0);
}

/** A server may know other names than it lists. */
async function askForName(host: string, hasList: boolean): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: title(),
    prompt: asText(
      hasList
        ? vscode.l10n.t("Name of the model on {0} that writes", host)
        : vscode.l10n.t("{0} lists no models; name the one that writes", host),
    ),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === "" ? vscode.l10n.t("A model's name is needed.") : undefined,
  });
  return name?.trim();
}
