/** Requests about model files: which are on this machine, and having one come onto it. */
import { homedir } from "node:os";
import { bringStarter } from "../../models/bring-starter/bring-starter.js";
import { bundledModelPath } from "../../models/bundled-model.js";
import type { DownloadRequest, DownloadResult } from "../../models/connection/schema.js";
import { download } from "../../models/download/download.js";
import { downloadsFolder } from "../../models/downloads-folder.js";
import { ModelFinder, modelFiles } from "../../models/find/find-models.js";
import type { FindModelsRequest, FoundModels } from "../../models/find/found-model.js";
import { namesStarter, starter } from "../../models/starter.js";
import { wantedContext } from "../api/loading-options.js";
import { calibratedModels } from "../vectors/calibrated-models.js";
import type { Work } from "./handler.js";

/** Remembers headers from one request to the next. */
const finder = new ModelFinder();

export async function findModels(
  { folders, downloads, files = [] }: FindModelsRequest,
  { options, loading, signal }: Work,
): Promise<FoundModels> {
  const models = await finder.find({
    packageRoot: options.packageRoot,
    downloads: [...(downloads ? [downloads] : []), downloadsFolder(options.cacheDirectory)],
    folders,
    files,
    maxContext: wantedContext(loading),
    calibrated: await calibratedModels(options),
    surroundings: thisMachine(),
    signal,
  });
  return { models };
}

/** @throws DownloadError */
export function bringModel(request: DownloadRequest, work: Work): Promise<DownloadResult> {
  return namesStarter(request.source)
    ? starterInPlace(request, work)
    : download(request, work.report, work.signal);
}

/** Wherever downloads go: the starter is loaded from the package's own folder. */
function starterInPlace(
  request: DownloadRequest,
  { options: { packageRoot, cacheDirectory }, report, signal }: Work,
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
