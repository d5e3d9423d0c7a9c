/** Requests that need no model in memory: answered at once, whatever the model is doing. */
import type { Declaration } from "../constraints/constraint.js";
import { declarations } from "../constraints/declarations.js";
import { parseSelection } from "../constraints/selection.js";
import { writeReceipt } from "../constraints/write-receipt.js";
import { download } from "../models/download/download.js";
import { findModels } from "../models/find/find-models.js";
import { readModelFile } from "../models/gguf-file.js";
import { findDevices } from "./devices/find-devices.js";
import type { CalibrationFile } from "../steering/calibration.js";
import type { CalibrationResult, EngineOptions, Progress, Request, ResultOf } from "./protocol.js";
import { ownSetFolder, VectorStore } from "./vector-store.js";

const quickKinds = ["verify", "calibration", "find-models", "devices", "download"] as const;
type QuickKind = (typeof quickKinds)[number];
type QuickRequest = Extract<Request, { kind: QuickKind }>;

export function isQuick(request: Request): request is QuickRequest {
  return (quickKinds as readonly string[]).includes(request.kind);
}

/** @throws ConstraintError, ModelFileError, DownloadError for input that cannot be used. */
export async function answerAtOnce(
  request: QuickRequest,
  options: EngineOptions,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<ResultOf<QuickKind>> {
  switch (request.kind) {
    case "verify":
      return writeReceipt(request.text, parseSelection(request.selection));
    case "calibration":
      return calibrationOf(request.model, options);
    case "find-models":
      return findModels({ packageRoot: options.packageRoot, folders: request.folders });
    case "devices":
      return findDevices();
    case "download":
      return download(request, report, signal);
  }
}

async function calibrationOf(
  path: string,
  { packageRoot, cacheDirectory }: EngineOptions,
): Promise<CalibrationResult> {
  const model = await readModelFile(path);
  const { choices } = (await VectorStore.open(model, packageRoot, cacheDirectory)).calibration;
  return calibrationResult(choices, ownSetFolder(model, cacheDirectory));
}

/** @param folder the vector set's */
export function calibrationResult(
  choices: CalibrationFile["choices"],
  folder: string,
): CalibrationResult {
  return {
    calibrated: Object.keys(choices).length > 0,
    constraints: Object.entries(choices).flatMap(([id, entry]) => {
      // An imported set may know constraints that this version does not.
      const declaration = declarationOf(id);
      return declaration ? [{ id, label: declaration.label, ...entry }] : [];
    }),
    folder,
  };
}

/** Vectors are named by their constraint's id and arguments: `language:response_language,language=fr`. */
function declarationOf(vector: string): Declaration | undefined {
  const [id] = vector.split(",", 1);
  return declarations.find((declaration) => declaration.id === id);
}
