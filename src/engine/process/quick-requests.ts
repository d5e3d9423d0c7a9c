/** Requests that need no model in memory: answered at once, whatever the model is doing. */
import { homedir } from "node:os";
import { declarations } from "../../constraints/declarations.js";
import type { Declaration } from "../../constraints/definition/constraint.js";
import { parseSelection } from "../../constraints/selection.js";
import { writeReceipt } from "../../constraints/write-receipt.js";
import { bringStarter } from "../../models/bring-starter/bring-starter.js";
import { bundledModelPath } from "../../models/bundled-model.js";
import type { DownloadRequest, DownloadResult } from "../../models/connection/schema.js";
import { download } from "../../models/download/download.js";
import { downloadsFolder } from "../../models/downloads-folder.js";
import { ModelFinder, modelFiles } from "../../models/find/find-models.js";
import type { FindModelsRequest, FoundModel } from "../../models/find/found-model.js";
import { readModelFile } from "../../models/gguf-file.js";
import { namesStarter, starter } from "../../models/starter.js";
import type { CalibrationFile } from "../../steering/calibration.js";
import { type Loading, wantedContext } from "../api/loading-options.js";
import type {
  CalibrationResult,
  EngineOptions,
  Progress,
  Request,
  ResultOf,
} from "../api/protocol.js";
import { addPackages } from "../devices/add-cuda.js";
import { librariesFolder } from "../devices/added-libraries.js";
import { cudaOffer } from "../devices/cuda-offer.js";
import { cudaPackagesFor } from "../devices/cuda-packages.js";
import { findDevices } from "../devices/find-devices.js";
import { modelsOf } from "../remote/server-model.js";
import { calibratedModels } from "../vectors/calibrated-models.js";
import { ownSetFolder, VectorStore } from "../vectors/vector-store.js";

const quickKinds = [
  "verify",
  "calibration",
  "find-models",
  "devices",
  "download",
  "server-models",
  "cuda-offer",
  "add-cuda",
] as const;
type QuickKind = (typeof quickKinds)[number];
type QuickRequest = Extract<Request, { kind: QuickKind }>;

export function isQuick(request: Request): request is QuickRequest {
  return (quickKinds as readonly string[]).includes(request.kind);
}

/** @throws ConstraintError, ModelFileError, DownloadError for input that cannot be used. */
export async function answerAtOnce(
  request: QuickRequest,
  options: EngineOptions,
  loading: Loading | undefined,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<ResultOf<QuickKind>> {
  switch (request.kind) {
    case "verify":
      return writeReceipt(request.text, parseSelection(request.selection));
    case "calibration":
      return calibrationOf(request.model, options);
    case "find-models":
      return { models: await foundModels(request, options, loading, signal) };
    case "devices":
      return findDevices(librariesFolder(options.cacheDirectory));
    case "download":
      return namesStarter(request.source)
        ? starterInPlace(request, options, report, signal)
        : download(request, report, signal);
    case "server-models":
      return { models: await modelsOf(request.baseUrl, request.access, signal) };
    case "cuda-offer":
      return cudaOffer(librariesFolder(options.cacheDirectory));
    case "add-cuda":
      return addPackages(request, report, signal, {
        packages: cudaPackagesFor(process.platform, process.arch) ?? [],
        libraries: librariesFolder(options.cacheDirectory),
      });
  }
}

/** Wherever downloads go: the starter is loaded from the package's own folder. */
function starterInPlace(
  request: DownloadRequest,
  { packageRoot, cacheDirectory }: EngineOptions,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<DownloadResult> {
  const where = {
    packageRoot,
    downloads: [request.directory, downloadsFolder(cacheDirectory)],
    folders: [],
    files: [],
    surroundings: thisMachine(),
  };
  const modelsHere = (stop: AbortSignal) => modelFiles({ ...where, signal: stop });
  const places = { path: bundledModelPath(packageRoot), modelsHere };
  return bringStarter(starter, places, request, report, signal);
}

function thisMachine() {
  return { platform: process.platform, environment: process.env, home: homedir() };
}

/** Remembers headers from one request to the next. */
const finder = new ModelFinder();

async function foundModels(
  { folders, downloads, files = [] }: FindModelsRequest,
  options: EngineOptions,
  loading: Loading | undefined,
  signal: AbortSignal,
): Promise<FoundModel[]> {
  return finder.find({
    packageRoot: options.packageRoot,
    downloads: [...(downloads ? [downloads] : []), downloadsFolder(options.cacheDirectory)],
    folders,
    files,
    maxContext: wantedContext(loading ?? {}),
    calibrated: await calibratedModels(options),
    surroundings: thisMachine(),
    signal,
  });
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
