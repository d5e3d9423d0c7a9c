/** The settings that say how tokens are chosen. */
import { type Sampling, samplingSchema } from "../engine/api/sampling.js";

/** A setting that cannot be used. */
interface Unusable {
  /** Without `tiller.`. */
  readonly key: string;
  readonly reason: string;
}

/**
 * @param settings by their names without `tiller.`; null where nothing is chosen
 * @param seed where none is chosen
 */
export function readSampling(
  settings: { get(key: string): unknown },
  seed: number,
): { readonly sampling: Sampling } | { readonly unusable: Unusable } {
  const chosen = (key: string) => settings.get(key) ?? undefined;
  const read = samplingSchema.safeParse({
    temperature: chosen("temperature"),
    topK: chosen("topK"),
    topP: chosen("topP"),
    minP: chosen("minP"),
    repeatPenalty: chosen("repeatPenalty"),
    repeatLastN: chosen("repeatLastN"),
    dry: {
      multiplier: chosen("dry.multiplier"),
      base: chosen("dry.base"),
      allowedLength: chosen("dry.allowedLength"),
      penaltyLastN: chosen("dry.penaltyLastN"),
      sequenceBreakers: chosen("dry.sequenceBreakers"),
    },
    maxTokens: chosen("maxTokens"),
    seed: chosen("seed") ?? seed,
  });
  if (read.success) return { sampling: read.data };
  const [issue] = read.error.issues;
  // Of a list, the setting is the list.
  const path = issue?.path.filter((part) => typeof part === "string") ?? [];
  return { unusable: { key: path.join("."), reason: issue?.message ?? "" } };
}
