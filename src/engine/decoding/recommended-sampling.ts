/** What a model's file recommends for sampling, under llama.cpp's keys `general.sampling.*`. */
import type { LlamaModel } from "node-llama-cpp";
import { type RecommendedSampling, samplingSchema } from "../api/sampling.js";

/** Their names here; the others of these keys are for samplers that Tiller has not. */
const KEYS = {
  temp: "temperature",
  top_k: "topK",
  top_p: "topP",
  min_p: "minP",
  penalty_repeat: "repeatPenalty",
  penalty_last_n: "repeatLastN",
} as const;

/** What cannot be used counts as not said. */
export function recommendedSampling({
  fileInfo,
}: Pick<LlamaModel, "fileInfo">): RecommendedSampling {
  const { sampling } = fileInfo.metadata.general as { sampling?: unknown };
  if (typeof sampling !== "object" || sampling === null) return {};
  const recommended: RecommendedSampling = {};
  for (const [key, name] of Object.entries(KEYS)) {
    const value = numberOf(sampling[key as keyof typeof sampling]);
    const { data } = samplingSchema.shape[name].safeParse(value);
    if (data !== undefined) recommended[name] = data;
  }
  return recommended;
}

/** A 32-bit number as it was meant: 0.6, not 0.6000000238418579; below 0, top-k is off as at 0. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === "bigint") return numberOf(Number(value));
  return typeof value === "number" ? Math.max(0, Number(value.toPrecision(7))) : undefined;
}
