/** The recommended models in words: which of them fit this machine, the best first, and how fast they would write. */
import { basename } from "node:path";
import * as l10n from "@vscode/l10n";
import type { Device } from "../models/device-schema.js";
import { expectedSpeed, type MeasuredSpeed } from "../models/expected-speed.js";
import type { FoundModel } from "../models/find/found-model.js";
import { modelNameAtOnce } from "../models/model-name.js";
import { type RecommendedModel, recommendedModels } from "../models/sources/recommended.js";
import { byteCount, freeMemory, room } from "./model-detail.js";

export interface BetterChoice {
  name: string;
  detail: string;
  /** As a download takes it. */
  source: string;
  /** The file, where the model is on this machine already. */
  path: string | undefined;
}

/** What is known of this machine; nothing of it need be. */
export interface KnownMachine {
  devices: readonly Device[] | undefined;
  /** How fast the starter writes here. */
  measured: MeasuredSpeed | undefined;
  /** The models that are here. */
  found: readonly FoundModel[];
}

/** Each group has the best model first. */
export function betterChoices(machine: KnownMachine): {
  fitting: BetterChoice[];
  others: BetterChoice[];
} {
  const free = machine.devices && freeMemory(machine.devices).all;
  const best = recommendedModels.toReversed();
  const fits = ({ memory }: RecommendedModel) => free === undefined || memory <= free;
  return {
    fitting: best.filter(fits).map((model) => choiceOf(model, machine)),
    others: best.filter((model) => !fits(model)).map((model) => choiceOf(model, machine)),
  };
}

function choiceOf(model: RecommendedModel, machine: KnownMachine): BetterChoice {
  const file = basename(model.source);
  const here = machine.found.find(
    ({ path, bytes, problem }) =>
      basename(path) === file && bytes === model.bytes && problem === undefined,
  );
  return {
    name: modelNameAtOnce(file),
    detail: detailOf(model, machine),
    source: model.source,
    path: here?.path,
  };
}

/** "2.5 GB · 4.1 GB of memory · fits into memory · about 4 tokens/s · licence Apache-2.0" */
function detailOf(model: RecommendedModel, { devices, measured }: KnownMachine): string {
  const { bytes, memory, licence } = model;
  const fit = devices && room(memory, devices);
  const isTooLarge = devices && memory > freeMemory(devices).all;
  return [
    byteCount(bytes),
    // Where it does not fit, the memory that it needs is said with what there is.
    !isTooLarge && l10n.t("{0} of memory", byteCount(memory)),
    fit,
    devices && measured && speedOf(model, devices, measured),
    l10n.t("licence {0}", licence),
  ]
    .filter(Boolean)
    .join(" · ");
}

function speedOf(
  { bytes, memory }: RecommendedModel,
  devices: readonly Device[],
  measured: MeasuredSpeed,
): string | undefined {
  const { gpu, all } = freeMemory(devices);
  // What is too large for memory is read from the disk for each token.
  const speed = memory <= all ? expectedSpeed(measured, bytes, memory <= gpu) : undefined;
  if (!speed) return undefined;
  const tokens = Math.round(speed.tokensPerSecond);
  if (tokens < 1) return l10n.t("less than 1 token/s");
  return speed.atLeast
    ? l10n.t("at least {0} tokens/s", tokens)
    : l10n.t("about {0} tokens/s", tokens);
}
