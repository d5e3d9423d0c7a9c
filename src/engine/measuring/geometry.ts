/** Where contrast pairs lie: their differences at one layer, seen in the plane. */
import { findConstraint } from "../../constraints/catalogue.js";
import { parseSelection } from "../../constraints/selection.js";
import { extractionQueries } from "../../steering/base-queries.js";
import { neededVectors } from "../../steering/contrast.js";
import { projectToPlane } from "../../steering/principal-components.js";
import type { ActivationPair } from "../../steering/vector.js";
import { RequestFailure } from "../api/failure.js";
import type { GeometryRequest, GeometryResult, Progress } from "../api/protocol.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { capturePairs } from "./activations.js";

/**
 * All constraints share one pair of principal components, so that their clouds can be compared.
 *
 * @throws ConstraintError for a bad constraint; RequestFailure for a layer the model does not have
 */
export async function geometry(
  loaded: LoadedModel,
  { constraints, layer, pairs }: GeometryRequest,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<GeometryResult> {
  const { layers, name } = loaded.file;
  if (layer >= layers) {
    throw new RequestFailure("bad-input", `${name} has layers 0 to ${layers - 1}, not ${layer}.`);
  }
  const groups: { label: string; differences: Float32Array[] }[] = [];
  const selection = parseSelection({ constraints });
  for (const [i, active] of selection.constraints.entries()) {
    const { label } = findConstraint(active.id);
    const differences: Float32Array[] = [];
    for (const { phrasings } of neededVectors(active)) {
      const captured = await capturePairs(
        loaded,
        phrasings,
        extractionQueries.slice(0, pairs),
        (done, all) =>
          report({
            message: `Measuring "${label}"`,
            fraction: (i + done / all) / selection.constraints.length,
          }),
        signal,
      );
      differences.push(...captured.map((pair) => difference(pair, layer)));
    }
    groups.push({ label, differences });
  }
  const { points, explained } = projectToPlane(groups.flatMap(({ differences }) => differences));
  let from = 0;
  return {
    explained,
    groups: groups.map(({ label, differences }) => {
      const to = from + differences.length;
      const group = { label, points: points.slice(from, to) };
      from = to;
      return group;
    }),
  };
}

function difference({ withInstruction, without }: ActivationPair, layer: number): Float32Array {
  const baseline = without[layer];
  const row = withInstruction[layer];
  if (!row || !baseline) throw new Error(`No activation was captured at layer ${layer}.`);
  return row.map((x, k) => x - (baseline[k] ?? 0));
}
