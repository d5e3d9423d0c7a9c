/** The command that adds what the extension is too small to ship: llama.cpp's part for CUDA. */
import * as vscode from "vscode";
import type { EngineClient } from "../engine/api/client.js";
import type { CudaOffer } from "../models/cuda-schema.js";
import { networkSettings } from "../settings/machine.js";
import { asText } from "../workbench/as-text.js";
import { sayingFailure } from "../workbench/messages.js";
import { byteCount } from "./model-detail.js";
import { notifiedRequest } from "./notified-request.js";

/** Registers `Tiller: Add CUDA Support...`. */
export function registerCudaCommand(engine: EngineClient): vscode.Disposable {
  return vscode.commands.registerCommand("tiller.addCuda", () =>
    sayingFailure(() => addCuda(engine)),
  );
}

async function addCuda(engine: EngineClient): Promise<void> {
  const { result: offer } = await engine.request({ kind: "cuda-offer" });
  if (!offer) return;
  if ("unavailable" in offer) {
    vscode.window.showInformationMessage(asText(offer.unavailable));
    return;
  }
  if (!(await isWanted(offer)) || !(await fetchIt(engine))) return;
  vscode.window.showInformationMessage(asText(await whatIsUsedNow(engine)));
}

/** Says all that would happen, before anybody is asked over the network. */
async function isWanted(offer: Exclude<CudaOffer, { unavailable: string }>): Promise<boolean> {
  const { packages, unpackedBytes, host, folder } = offer;
  const total = packages.reduce((sum, { bytes }) => sum + bytes, 0);
  const fetch = vscode.l10n.t("Download");
  const answer = await vscode.window.showInformationMessage(
    asText(vscode.l10n.t("Download {0} of CUDA support?", byteCount(total))),
    {
      modal: true,
      detail: [
        vscode.l10n.t("From {0}, each checked against a checksum that Tiller knows:", host),
        ...packages.map(({ name, version, bytes }) => `${name} ${version} (${byteCount(bytes)})`),
        "",
        vscode.l10n.t(
          "They will be stored in {0} and take up {1} there.",
          folder,
          byteCount(unpackedBytes),
        ),
      ].join("\n"),
    },
    fetch,
  );
  return answer === fetch;
}

/** @returns false when it was stopped */
async function fetchIt(engine: EngineClient): Promise<boolean> {
  const outcome = await notifiedRequest(engine, vscode.l10n.t("Add CUDA Support"), {
    kind: "add-cuda",
    ...networkSettings(),
  });
  return outcome.status === "done";
}

/** A process looks for its libraries once, so that another one must tell. */
async function whatIsUsedNow(engine: EngineClient): Promise<string> {
  if (!engine.endIdle()) {
    return vscode.l10n.t("CUDA support was added; it will be used after you restart the editor.");
  }
  const { result } = await engine.request({ kind: "devices" });
  return [vscode.l10n.t("CUDA support was added."), result?.used, result?.advice]
    .filter(Boolean)
    .join(" ");
}
