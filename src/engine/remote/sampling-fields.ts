/** How a server is told the sampling: under its own names, and only what was chosen and it takes. */
import { DEFAULT_SAMPLING, type Sampling } from "../api/sampling.js";

/** What a person may choose, by its path, and what servers call it; the first name that one takes. */
const NAMES = {
  topK: ["top_k"],
  topP: ["top_p"],
  minP: ["min_p"],
  // vLLM's and SGLang's looks at all tokens.
  repeatPenalty: ["repeat_penalty", "repetition_penalty"],
  repeatLastN: ["repeat_last_n"],
  "dry.multiplier": ["dry_multiplier"],
  "dry.base": ["dry_base"],
  "dry.allowedLength": ["dry_allowed_length"],
  "dry.penaltyLastN": ["dry_penalty_last_n"],
  "dry.sequenceBreakers": ["dry_sequence_breakers"],
} as const;

/** What llama.cpp's server takes; its `/v1/models` tells what it is, its fields are described nowhere. */
export const LLAMA_CPP_FIELDS: ReadonlySet<string> = new Set(
  Object.values(NAMES).map(([name]) => name),
);

/** What every server takes, as OpenAI's interface has it. */
export const OPENAI_FIELDS: ReadonlySet<string> = new Set(["top_p"]);

export interface SamplingFields {
  /** Of the request's body. */
  fields: Record<string, unknown>;
  /** What the server is told. */
  sampling: Sampling;
  /** Paths of what was chosen and the server does not take. */
  untaken: string[];
}

/** @param taken the fields that the server is known to take */
export function samplingFields(chosen: Sampling, taken: ReadonlySet<string>): SamplingFields {
  const { temperature = DEFAULT_SAMPLING.temperature, seed, maxTokens } = chosen;
  const sampling: Sampling = { temperature, seed, maxTokens };
  const fields: SamplingFields["fields"] = { temperature, seed, max_tokens: maxTokens };
  const untaken: string[] = [];
  for (const [path, names] of Object.entries(NAMES)) {
    const [group, member] = path.split(".") as [keyof Sampling, keyof NonNullable<Sampling["dry"]>];
    const value = member === undefined ? chosen[group] : chosen.dry?.[member];
    if (value === undefined) continue;
    const name = names.find((one) => taken.has(one));
    if (name === undefined) {
      untaken.push(path);
      continue;
    }
    fields[name] = value;
    if (member === undefined) Object.assign(sampling, { [group]: value });
    else sampling.dry = { ...sampling.dry, [member]: value };
  }
  return { fields, sampling, untaken };
}
