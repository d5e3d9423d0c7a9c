/** The request that writes one text, calibrated, as the settings stand. */
import type { TextDocument } from "vscode";
import type { Selection } from "../../constraints/selection.js";
import type { GenerateRequest, Prompt } from "../../engine/api/protocol.js";
import { samplingSettings } from "../../settings/document.js";
import { loadingSettings } from "../../settings/machine.js";
import type { ModelInUse } from "../../settings/model-in-use.js";

/**
 * @param document without one, the settings that hold for all documents
 * @throws SettingError
 */
export function requestFor(
  document: TextDocument | undefined,
  model: ModelInUse,
  prompt: Prompt,
  selection: Selection,
): GenerateRequest {
  // What is wrong is said here, where a person waits for a text, rather than when the model is loaded.
  loadingSettings();
  return {
    kind: "generate",
    model: model.path,
    prompt,
    selection,
    strengths: [1],
    controlVectors: [],
    sampling: samplingSettings(document),
  };
}
