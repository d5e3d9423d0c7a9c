/**
 * What a selection steers with on a server: the files of a vector set that lies on this machine, with
 * its calibration, and under the same names where the server reads them.
 */
import { posix } from "node:path";
import * as l10n from "@vscode/l10n";
import { findDeclaration } from "../../constraints/declarations.js";
import type { Selection } from "../../constraints/selection.js";
import type { ServedVectorSet } from "../../models/server-access.js";
import { neededVectors } from "../../steering/contrast.js";
import { RequestFailure } from "../api/failure.js";
import type { AppliedSteering, ControlVectorUse } from "../api/protocol.js";
import { choiceFor, onLayersOfTheirOwn, type SteeredConstraint } from "../generating/steering.js";
import { readCalibration, readVector, vectorFileName } from "../vectors/vector-store.js";
import type { ServedVector } from "./easysteer.js";

export interface ServedSteering {
  /** Ids of constraints that the set has no vector for. */
  missing: string[];
  /** With every dial multiplied by `strength`. */
  at(strength: number): { vectors: ServedVector[]; applied: AppliedSteering[] };
}

/**
 * The server only adds. For a row at the unsteered mean all three operations of a choice amount to
 * that: adding, moving to the target and raising to it each move it by strength times the measured
 * difference, which is what the file holds. So a choice's strength is the scale, whatever its operation.
 *
 * @throws RequestFailure when the folder is no vector set
 */
export async function servedSteering(
  selection: Selection,
  { folder, serverFolder }: ServedVectorSet,
): Promise<ServedSteering> {
  const calibration = await readCalibration(folder);
  if (!calibration) {
    throw new RequestFailure(
      "vector-unusable",
      l10n.t(
        "{0} contains no vector set for the server's model (no readable calibration.json); see the setting tiller.serverVectors.",
        folder,
      ),
    );
  }
  const found: SteeredConstraint[] = [];
  const missing = new Set<string>();
  for (const active of selection.constraints) {
    for (const needed of neededVectors(active)) {
      const file = await readVector(folder, needed.name, { identity: calibration.model });
      if (!file) missing.add(active.id);
      else {
        const { vector } = file;
        const choice = choiceFor({ calibration }, active.id, needed, vector, "told");
        found.push({ active, needed, vector, choice });
      }
    }
  }
  const constraints = onLayersOfTheirOwn(found);
  return {
    missing: [...missing],
    at(strength) {
      const acting = constraints.filter(
        ({ active, choice }) => active.dial * strength * choice.strength !== 0,
      );
      return {
        vectors: acting.map(({ active, needed, choice }) => ({
          path: posix.join(serverFolder, vectorFileName(needed.name)),
          layers: [choice.layer],
          scale: needed.sign * active.dial * strength * choice.strength,
          positions: choice.positions,
        })),
        applied: acting.map(({ active, needed, vector, choice }) => ({
          id: active.id,
          label: findDeclaration(active.id).label,
          layer: choice.layer,
          operation: "add",
          positions: choice.positions,
          value:
            needed.sign *
            active.dial *
            strength *
            choice.strength *
            (vector.layers[choice.layer]?.norm ?? 0),
        })),
      };
    },
  };
}

/** Control-vector files that a person names by their paths on the server. */
export function servedControlVectors(uses: readonly ControlVectorUse[]): ServedVector[] {
  return uses.map(({ file, scale, firstLayer, lastLayer }) => ({
    path: file,
    scale,
    positions: "all",
    // How many layers the file has is known on the server alone, so an open range is all of them.
    ...(lastLayer - firstLayer < MOST_LAYERS && {
      layers: Array.from({ length: lastLayer - firstLayer + 1 }, (_, i) => firstLayer + i),
    }),
  }));
}

/** More than any model has. */
const MOST_LAYERS = 1000;
