/** Requests about the vectors of a model: which there are, making them, and carrying them elsewhere. */
import { declarations } from "../../constraints/declarations.js";
import type { Declaration } from "../../constraints/definition/constraint.js";
import { readModelFile } from "../../models/gguf-file.js";
import { extractionQueries } from "../../steering/base-queries.js";
import type { CalibrationFile } from "../../steering/calibration.js";
import type {
  CalibrateRequest,
  CalibrateResult,
  CalibrationResult,
  MappedVectorsResult,
  RequestOf,
  VectorSetResult,
} from "../api/protocol.js";
import { calibrateModel } from "../calibrating/calibrate-model.js";
import { mapSource, writeMappedSet } from "../measuring/map-vectors.js";
import { exportVectorSet, importVectorSet } from "../vectors/vector-set.js";
import { ownSetFolder, readCalibration, VectorStore } from "../vectors/vector-store.js";
import type { Memory, Work } from "./handler.js";
import { type AtServer, needsFile } from "./servers.js";
import type { Session } from "./session.js";

export async function calibrateAndReopen(
  request: CalibrateRequest,
  session: Session,
  { options, report, signal }: Work,
): Promise<CalibrateResult> {
  const { loaded } = session;
  const folder = request.folder ?? ownSetFolder(loaded.file, options.cacheDirectory);
  try {
    return await calibrateModel(loaded, folder, request, report, signal);
  } finally {
    // Also after a stop: the model goes on with what was finished.
    await session.reopenVectors();
  }
}

export async function exportVectors(
  { model: path, file }: RequestOf<"export-vectors">,
  { options: { packageRoot, cacheDirectory } }: Work,
): Promise<VectorSetResult> {
  const model = await readModelFile(path);
  const store = await VectorStore.open(model, packageRoot, cacheDirectory);
  return exportVectorSet(model, store, file);
}

export async function importVectors(
  { model: path, file, crossModel }: RequestOf<"import-vectors">,
  { options }: Work,
  { session }: Memory,
): Promise<VectorSetResult> {
  const model = await readModelFile(path);
  const folder = ownSetFolder(model, options.cacheDirectory);
  const result = await importVectorSet(file, model, folder, crossModel);
  // A model that is in memory goes on with what was imported.
  if (session?.loaded.file.identity === model.identity) await session.reopenVectors();
  return result;
}

/** One model at a time is in memory. */
export async function mapVectors(
  request: RequestOf<"map-vectors">,
  { report, signal }: Work,
  memory: Memory,
): Promise<MappedVectorsResult> {
  const { loaded, store } = await memory.open(request.source);
  const source = await mapSource(loaded, store, extractionQueries, report, signal);
  const target = await memory.open(request.model);
  return writeMappedSet(source, target.loaded, request.directory, report, signal);
}

export async function calibrationHere(
  { model: path }: RequestOf<"calibration">,
  { options: { packageRoot, cacheDirectory } }: Work,
): Promise<CalibrationResult> {
  const model = await readModelFile(path);
  const { choices } = (await VectorStore.open(model, packageRoot, cacheDirectory)).calibration;
  return calibrationResult(choices, ownSetFolder(model, cacheDirectory));
}

/** Of the set that the server steers with. */
export async function calibrationOnServer(
  request: RequestOf<"calibration">,
  server: AtServer,
): Promise<CalibrationResult> {
  const folder = server.access.vectors?.folder;
  const calibration = folder && (await readCalibration(folder));
  return calibration ? calibrationResult(calibration.choices, folder) : needsFile(request, server);
}

/** @param folder the vector set's */
function calibrationResult(choices: CalibrationFile["choices"], folder: string): CalibrationResult {
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
