/**
 * A model's vector set as one file to share: a zip archive of `calibration.json` and one control-vector
 * file per calibrated vector. An archive is data from anywhere: everything in it is checked before
 * anything of it is written, and none of its names becomes a path.
 */
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import type { ModelFile } from "../../models/gguf-file.js";
import { parseIdentity } from "../../models/identity.js";
import { writeWhole } from "../../models/whole-file.js";
import { type CalibrationFile, calibrationFileSchema } from "../../steering/calibration.js";
import {
  ControlVectorError,
  decodeVectorFile,
  moveVectorFile,
} from "../../steering/control-vector.js";
import { quoted } from "../../text/quoted.js";
import { RequestFailure } from "../api/failure.js";
import type { VectorSetResult } from "../api/protocol.js";
import {
  CALIBRATION,
  readCalibration,
  type VectorStore,
  vectorFileName,
  writeCalibration,
} from "./vector-store.js";

const MEBIBYTE = 1024 * 1024;
/** Far beyond any set: 60 vectors of a model with 80 blocks, 8192 wide, take 160 MiB. */
const MAX_ARCHIVE = 1024 * MEBIBYTE;
const MAX_FILES = 2000;
const MAX_CALIBRATION = MEBIBYTE;
/** What a vector file may have besides its directions. */
const MAX_HEADER = MEBIBYTE;
/** Names in an archive may be of any length. */
const LONGEST_REASON = 300;
/** Archives of the same set are the same bytes. */
const ARCHIVED_AT = "1980-01-01T12:00:00";

/**
 * Writes a model's calibrated vectors and their calibration into one archive.
 * @throws RequestFailure when nothing is calibrated yet, or the file cannot be written
 */
export async function exportVectorSet(
  model: ModelFile,
  store: VectorStore,
  archive: string,
): Promise<VectorSetResult> {
  const vectors = await store.calibratedVectors();
  if (vectors.size === 0) {
    throw new RequestFailure(
      "bad-input",
      `There are no calibrated vectors for ${model.name} to export; calibrate the model first.`,
    );
  }
  const entries = [...vectors].map(([name, { bytes }]) => [vectorFileName(name), bytes] as const);
  const calibration = new TextEncoder().encode(JSON.stringify(store.calibration, undefined, 2));
  const bytes = zipSync(Object.fromEntries([...entries, [CALIBRATION, calibration]]), {
    mtime: ARCHIVED_AT,
  });
  try {
    await writeWhole(archive, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RequestFailure("bad-input", `${archive} cannot be written (${code}).`);
  }
  return { model: model.name, measuredOn: model.name, vectors: vectors.size };
}

/**
 * Adds an archive's vectors and choices to a model's set, replacing those of the same name. All of
 * them are there afterwards, or none.
 *
 * @param folder the model's own set
 * @param crossModel also take the set of another model of the same architecture and sizes, as an
 *   instruct model's on its base model (Stolfo et al. 2025, section 6)
 * @throws RequestFailure with the reason in one sentence; `other-model` where `crossModel` would help
 */
export async function importVectorSet(
  archive: string,
  model: ModelFile,
  folder: string,
  crossModel: boolean,
): Promise<VectorSetResult> {
  const bytes = await archiveBytes(archive);
  const calibration = readCalibrationIn(bytes, archive);
  const isOwn = calibration.model === model.identity;
  if (!isOwn) checkCrossing(archive, calibration.model, model, crossModel);
  const vectors = readVectorsIn(bytes, archive, calibration, model);

  await replaceFolder(folder, async (staged) => {
    for (const [name, file] of vectors) {
      const own = isOwn ? file : moveVectorFile(file, model.identity);
      await writeFile(join(staged, vectorFileName(name)), own);
    }
    const before = await readCalibration(staged);
    const kept = before?.model === model.identity ? before.choices : {};
    const choices = { ...kept, ...calibration.choices };
    await writeCalibration(staged, { ...calibration, model: model.identity, choices });
  });
  const measuredOn = isOwn ? model.name : nameIn(calibration.model);
  return { model: model.name, measuredOn, vectors: vectors.size };
}

function nameIn(identity: string): string {
  return parseIdentity(identity)?.name ?? identity;
}

async function archiveBytes(archive: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(archive);
    if (size > MAX_ARCHIVE) throw refused(archive, "it is larger than any vector set");
    return await readFile(archive);
  } catch (error) {
    if (error instanceof RequestFailure) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new RequestFailure(
      "bad-input",
      code === "ENOENT"
        ? `There is no file at ${archive}.`
        : `The file ${archive} cannot be read (${code}).`,
    );
  }
}

function readCalibrationIn(bytes: Uint8Array, archive: string): CalibrationFile {
  const [content] = unpack(
    bytes,
    archive,
    (name) => name === CALIBRATION,
    MAX_CALIBRATION,
  ).values();
  if (!content) throw refused(archive, `it has no ${CALIBRATION}, so it is no vector set`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    return calibrationFileSchema.parse(JSON.parse(text));
  } catch {
    throw refused(archive, `its ${CALIBRATION} cannot be read`);
  }
}

/** The bytes of the set's vector files, by the name of their vector. */
function readVectorsIn(
  bytes: Uint8Array,
  archive: string,
  calibration: CalibrationFile,
  model: ModelFile,
): Map<string, Uint8Array> {
  const beyond = Object.entries(calibration.choices).find(([, { alone, told }]) =>
    [alone, told].some((choice) => choice !== undefined && choice.layer >= model.layers),
  );
  if (beyond) throw refused(archive, `its choice for "${beyond[0]}" is of a layer the model lacks`);
  const most = model.layers * model.width * Float32Array.BYTES_PER_ELEMENT + MAX_HEADER;
  const vectors = new Map<string, Uint8Array>();
  for (const [file, content] of unpack(bytes, archive, (name) => name !== CALIBRATION, most)) {
    vectors.set(checkedName(file, content, archive, calibration.model, model), content);
  }
  if (vectors.size === 0) throw refused(archive, "it holds no vectors");
  return vectors;
}

/**
 * Those of the archive's files that are `wanted`. All names are checked to be those of a set's
 * files, and sizes before anything is unpacked: nothing grows beyond what the archive announces.
 */
function unpack(
  bytes: Uint8Array,
  archive: string,
  wanted: (name: string) => boolean,
  mostOfFile: number,
): Map<string, Uint8Array> {
  const seen = new Set<string>();
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        if (name !== CALIBRATION && !/^[^/\\]+\.gguf$/.test(name)) {
          throw refused(archive, `it holds "${name}", which is no file of a vector set`);
        }
        if (seen.has(name)) throw refused(archive, `it holds "${name}" twice`);
        seen.add(name);
        if (seen.size > MAX_FILES) throw refused(archive, "it holds too many files");
        if (!wanted(name)) return false;
        total += originalSize;
        if (Math.max(size, originalSize) > mostOfFile || total > MAX_ARCHIVE) {
          throw refused(archive, `"${name}" is larger than such a file can be`);
        }
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof RequestFailure) throw error;
    throw refused(archive, "it is no complete zip archive");
  }
}

/**
 * The name of the vector in a file of the set.
 * @param measuredOn identity of the model that the set says it was measured on
 */
function checkedName(
  file: string,
  bytes: Uint8Array,
  archive: string,
  measuredOn: string,
  { layers, width }: ModelFile,
): string {
  try {
    const { vector, model } = decodeVectorFile(bytes);
    if (model !== measuredOn) {
      throw refused(archive, `"${file}" is of ${nameIn(model)}, the set of ${nameIn(measuredOn)}`);
    }
    if (vector.layers.length !== layers || vector.layers[0]?.direction.length !== width) {
      throw refused(archive, `"${file}" does not have the sizes of the model it names`);
    }
    if (file !== vectorFileName(vector.name)) {
      throw refused(archive, `"${file}" holds the vector "${vector.name}"`);
    }
    return vector.name;
  } catch (error) {
    if (!(error instanceof ControlVectorError)) throw error;
    throw refused(archive, `"${file}" is damaged: ${error.message.replace(/\.$/, "")}`);
  }
}

function checkCrossing(
  archive: string,
  identity: string,
  model: ModelFile,
  crossModel: boolean,
): void {
  const other = parseIdentity(identity);
  const { architecture, layers, width } = model;
  if (other?.architecture !== architecture || other.layers !== layers || other.width !== width) {
    const is = other
      ? `${other.name} (${other.architecture}, ${other.layers} layers, ${other.width} wide)`
      : identity;
    throw refused(
      archive,
      `it is a set of ${is}, but ${model.name} is ${architecture} with ${layers} layers, ${width} wide`,
    );
  }
  if (crossModel) return;
  throw new RequestFailure(
    "other-model",
    `${basename(archive)} is a set of ${quoted(other.name)}, not of ${model.name}; ask for a cross-model import to use it anyway.`,
  );
}

/** Changes a copy of the folder and puts it in its place when `change` is through. */
async function replaceFolder(
  folder: string,
  change: (staged: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.import-`);
  const [staged, previous] = [join(work, "new"), join(work, "previous")];
  try {
    await mkdir(staged);
    const existed = await exists(folder);
    if (existed) await cp(folder, staged, { recursive: true });
    await change(staged);
    if (existed) await rename(folder, previous);
    try {
      await rename(staged, folder);
    } catch (error) {
      if (existed) await rename(previous, folder);
      throw error;
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function refused(archive: string, reason: string): RequestFailure {
  return new RequestFailure(
    "vector-unusable",
    `${basename(archive)} cannot be imported: ${quoted(reason, LONGEST_REASON)}.`,
  );
}
