/** The request that writes one text, calibrated, as the settings stand. */
import type { TextDocument } from "vscode";
import type { Selection } from "../../constraints/selection.js";
import type { GenerateRequest, Prompt } from "../../engine/api/protocol.js";
import { readSettings } from "../../settings/settings.js";

/**
 * @param document without one, the settings that hold for all documents
 * @param bundledModel is used when no model is set
 * @throws SettingError
 */
export function requestFor(
  document: TextDocument | undefined,
  bundledModel: string,
  prompt: Prompt,
  selection: Selection,
): GenerateRequest {
  const { model, sampling } = readSettings(document, bundledModel);
  return {
    kind: "generate",
    model,
    prompt,
    selection,
    strengths: [1],
    controlVectors: [],
    sampling,
  };
}
