/** The settings that say how tokens are chosen. */
import { type Sampling, samplingSchema } from "../engine/sampling.js";

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
  const read = samplingSchema.safeParse({
    temperature: settings.get("temperature") ?? undefined,
    topK: settings.get("topK") ?? undefined,
    topP: settings.get("topP") ?? undefined,
    minP: settings.get("minP") ?? undefined,
    repeatPenalty: settings.get("repeatPenalty") ?? undefined,
    repeatLastN: settings.get("repeatLastN") ?? undefined,
    dry: {
      multiplier: settings.get("dry.multiplier") ?? undefined,
      base: settings.get("dry.base") ?? undefined,
      allowedLength: settings.get("dry.allowedLength") ?? undefined,
      penaltyLastN: settings.get("dry.penaltyLastN") ?? undefined,
      sequenceBreakers: settings.get("dry.sequenceBreakers") ?? undefined,
    },
    maxTokens: settings.get("maxTokens") ?? undefined,
    seed: settings.get("seed") ?? seed,
  });
  if (read.success) return { sampling: read.data };
  const [issue] = read.error.issues;
  // Of a list, the setting is the list.
  const path = issue?.path.filter((part) => typeof part === "string") ?? [];
  return { unusable: { key: path.join("."), reason: issue?.message ?? "" } };
}
