/** Carries one model's calibrated vectors over to another through linear maps fitted on both. */
import type { CalibrationEntry, CalibrationFile } from "../../steering/calibration.js";
import { type LinearMap, mapVectors } from "../../steering/linear-map.js";
import { carriedChoice } from "../../steering/transfer.js";
import type { PromptActivations, SteeringVector } from "../../steering/vector.js";
import { RequestFailure } from "../api/failure.js";
import type { MappedVectorsResult, Progress } from "../api/protocol.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { type VectorStore, writeCalibration, writeVector } from "../vectors/vector-store.js";
import { captureShared, mapsFrom, type SharedRequest, sharedRequests } from "./linear-map.js";

/** What is needed of a source model when it is no longer in memory. */
export interface MapSource {
  name: string;
  layers: number;
  requests: readonly SharedRequest[];
  activations: readonly PromptActivations[];
  vectors: readonly SteeringVector[];
  choices: CalibrationFile["choices"];
}

/**
 * The calibrated vectors of a model, and its activations at the shared prompts.
 * @param queries base queries that the linear maps are fitted on
 * @throws RequestFailure when it has no calibrated vectors or cannot be steered
 */
export async function mapSource(
  loaded: LoadedModel,
  store: VectorStore,
  queries: readonly string[],
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<MapSource> {
  const { name, layers } = loaded.file;
  const calibrated = await store.calibratedVectors();
  if (calibrated.size === 0) {
    throw new RequestFailure(
      "bad-input",
      `There are no calibrated vectors for ${name} to carry over; calibrate the model first.`,
    );
  }
  const requests = sharedRequests(queries);
  return {
    name,
    layers,
    requests,
    activations: await captured(loaded, requests, report, signal),
    vectors: [...calibrated.values()].map(({ vector }) => vector),
    choices: store.calibration.choices,
  };
}

/**
 * Writes the source's vectors as a set of the target into a folder. Each goes through maps fitted
 * without its own instruction, as a vector that nobody measured on the target would. Choices are the
 * source's, at the layers of the same share of the depth; their accuracies are the source's as well.
 *
 * @throws RequestFailure when the target cannot be steered
 */
export async function writeMappedSet(
  source: MapSource,
  target: LoadedModel,
  directory: string,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<MappedVectorsResult> {
  const { requests } = source;
  const activations = await captured(target, requests, report, signal);
  const maps = mapsFrom(requests, source.activations, activations);
  const choices: CalibrationFile["choices"] = {};
  for (const [i, vector] of source.vectors.entries()) {
    signal.throwIfAborted();
    const message = `Carrying vectors over to ${target.file.name}`;
    report({ message, fraction: i / source.vectors.length });
    const [mapped] = mapVectors(mapFor(vector, maps.without), [vector]);
    if (mapped) await writeVector(directory, mapped, target.file);
    const entry = source.choices[vector.name];
    if (entry) choices[vector.name] = carriedEntry(entry, source.layers, target.file.layers);
  }
  await writeCalibration(directory, { model: target.file.identity, choices });
  return {
    source: source.name,
    model: target.file.name,
    vectors: source.vectors.length,
    layers: maps.all.layers.map(({ sourceLayer, penalty, explained, stretch }) => ({
      sourceLayer,
      penalty,
      explained,
      stretch,
    })),
  };
}

function mapFor({ name }: SteeringVector, without: (constraintId: string) => LinearMap) {
  const [constraintId = ""] = name.split(",");
  return without(constraintId);
}

function carriedEntry(
  { alone, told }: CalibrationEntry,
  sourceLayers: number,
  targetLayers: number,
): CalibrationEntry {
  const carried = (choice: typeof alone) =>
    choice && carriedChoice(choice, sourceLayers, targetLayers);
  return { alone: carried(alone), told: carried(told) };
}

async function captured(
  loaded: LoadedModel,
  requests: readonly SharedRequest[],
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<PromptActivations[]> {
  const { steeringUnavailable } = await loaded.describe();
  if (steeringUnavailable !== undefined) {
    throw new RequestFailure("vector-unusable", steeringUnavailable);
  }
  report({ message: `Reading shared prompts with ${loaded.file.name}` });
  return captureShared(loaded, requests, signal);
}
