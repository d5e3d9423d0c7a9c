/**
 * Every kind of request: what it needs on this machine, what does it, and what becomes of it where the
 * model is a server's.
 */
import { parseSelection } from "../../constraints/selection.js";
import { writeReceipt } from "../../constraints/write-receipt.js";
import { addPackages } from "../devices/add-cuda.js";
import { librariesFolder } from "../devices/added-libraries.js";
import { cudaOffer } from "../devices/cuda-offer.js";
import { cudaPackagesFor } from "../devices/cuda-packages.js";
import { findDevices } from "../devices/find-devices.js";
import { generate } from "../generating/generate.js";
import { writeTexts } from "../generating/texts.js";
import { geometry } from "../measuring/geometry.js";
import { generateOnServer } from "../remote/generate.js";
import { modelsOf } from "../remote/server-model.js";
import { atOnce, type Handlers, inTurn, withModel } from "./handler.js";
import { bringModel, findModels } from "./model-files.js";
import {
  calibrateAndReopen,
  calibrationHere,
  calibrationOnServer,
  exportVectors,
  importVectors,
  mapVectors,
} from "./model-vectors.js";
import { describeServed, needsFile } from "./servers.js";

export const handlers: Handlers = {
  load: {
    here: withModel((_, { loaded }) => loaded.describe()),
    onServer: describeServed,
  },
  generate: {
    here: withModel((request, { loaded, store }, work) =>
      generate(loaded, store, request, work, work.signal),
    ),
    onServer: async (request, { reference, access, servers }, work) => {
      const model = await servers.open(reference, access, work);
      return generateOnServer(model, access.vectors, request, work, work.signal);
    },
  },
  texts: {
    here: withModel((request, { loaded, store }, work) =>
      writeTexts(loaded, store, request, work, work.signal),
    ),
    onServer: needsFile,
  },
  geometry: {
    here: withModel((request, { loaded }, { report, signal }) =>
      geometry(loaded, request, report, signal),
    ),
    onServer: needsFile,
  },
  calibrate: { here: withModel(calibrateAndReopen), onServer: needsFile },
  calibration: { here: atOnce(calibrationHere), onServer: calibrationOnServer },
  "export-vectors": { here: inTurn(exportVectors), onServer: needsFile },
  "import-vectors": { here: inTurn(importVectors), onServer: needsFile },
  "map-vectors": { here: inTurn(mapVectors), onServer: needsFile },
  verify: {
    here: atOnce(({ text, selection }) => writeReceipt(text, parseSelection(selection))),
  },
  "find-models": { here: atOnce(findModels) },
  download: { here: atOnce(bringModel) },
  "server-models": {
    here: atOnce(async ({ baseUrl, access }, { signal }) => ({
      models: await modelsOf(baseUrl, access, signal),
    })),
  },
  devices: {
    here: atOnce((_, { options }) => findDevices(librariesFolder(options.cacheDirectory))),
  },
  "cuda-offer": {
    here: atOnce((_, { options }) => cudaOffer(librariesFolder(options.cacheDirectory))),
  },
  "add-cuda": {
    here: atOnce((request, { options, report, signal }) =>
      addPackages(request, report, signal, {
        packages: cudaPackagesFor(process.platform, process.arch) ?? [],
        libraries: librariesFolder(options.cacheDirectory),
      }),
    ),
  },
};
