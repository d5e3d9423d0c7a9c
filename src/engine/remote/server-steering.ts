/** How the texts of one request differ: steered by the server where it can, else not at all. */
import * as l10n from "@vscode/l10n";
import type { Selection } from "../../constraints/selection.js";
import { writeReceipt } from "../../constraints/write-receipt.js";
import { isPrivate } from "../../models/model-reference.js";
import type { ServedVectorSet } from "../../models/server-access.js";
import { RequestFailure } from "../api/failure.js";
import type { AppliedSteering, GenerateRequest } from "../api/protocol.js";
import { steeringFields } from "./easysteer.js";
import { servedControlVectors, servedSteering } from "./served-vectors.js";
import type { RemoteModel } from "./server-model.js";

/** How the server steers one text. */
export interface TextSteering {
  /** Of the request's body. */
  fields: Record<string, unknown>;
  applied: AppliedSteering[];
}

export interface ServerSteering {
  /** One per strength; none where all texts would be the same. */
  texts: TextSteering[];
  /** What a person should know, one sentence each. */
  notes: string[];
}

/** @throws RequestFailure for vectors that cannot be used */
export async function serverSteering(
  { host, reference, facts }: RemoteModel,
  vectors: ServedVectorSet | undefined,
  { strengths, controlVectors }: Pick<GenerateRequest, "strengths" | "controlVectors">,
  selection: Selection,
): Promise<ServerSteering> {
  const notes: string[] = [];
  const hasConstraints = selection.constraints.length > 0;
  const labels = labelsIn(selection);
  if (!isPrivate(reference)) notes.push(l10n.t("The text went to {0} unencrypted.", host));
  const guaranteed = selection.constraints.filter(({ guarantee }) => guarantee);
  if (guaranteed.length > 0) {
    notes.push(
      l10n.t(
        "A server cannot guarantee constraints, so this is only told and checked: {0}.",
        labels(guaranteed.map(({ id }) => id)),
      ),
    );
  }
  const format = facts.steering;
  if (controlVectors.length > 0 && !format) {
    throw new RequestFailure(
      "vector-unusable",
      l10n.t("{0} does not accept control vectors; only a server with EasySteer does.", host),
    );
  }
  const set = hasConstraints ? vectors : undefined;
  if (!format || (!set && controlVectors.length === 0)) {
    if (hasConstraints) {
      notes.push(
        l10n.t("This server's model is not steered; the constraints are told and checked."),
      );
    }
    if (strengths.length > 1) {
      notes.push(l10n.t("Without steering, all strengths give the same text."));
    }
    return { texts: [], notes };
  }
  const steering = set && (await servedSteering(selection, set));
  if (steering && steering.missing.length > 0) {
    notes.push(
      l10n.t(
        "The server has no vectors for this, so it is only told and checked: {0}.",
        labels(steering.missing),
      ),
    );
  }
  const external = servedControlVectors(controlVectors);
  const texts = strengths.map((strength) => {
    const own = steering?.at(strength);
    return {
      fields: steeringFields(format, [...external, ...(own?.vectors ?? [])]),
      applied: own?.applied ?? [],
    };
  });
  return { texts, notes };
}

/** As a person reads them in the receipt. */
function labelsIn(selection: Selection): (ids: readonly string[]) => string {
  const { lines } = writeReceipt("", selection);
  return (ids) => lines.flatMap(({ id, label }) => (ids.includes(id) ? [label] : [])).join(", ");
}
