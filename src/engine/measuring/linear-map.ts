/** Fits linear maps between two models on prompts that both have read. */
import { catalogue } from "../../constraints/catalogue.js";
import { withInstructions } from "../../steering/contrast.js";
import { fitLinearMap, type LinearMap, type SharedPrompt } from "../../steering/linear-map.js";
import type { PromptActivations } from "../../steering/vector.js";
import { RequestFailure } from "../api/failure.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { captureRequests } from "./activations.js";

/** A request that both models read; the answer is not begun. */
export interface SharedRequest {
  query: string;
  /** The query, with an instruction behind it or without. */
  text: string;
  /** The constraint the instruction asks for; undefined for the query alone. */
  constraintId: string | undefined;
}

/** Linear maps from one model to another, fitted on the same activations. */
export interface FittedMaps {
  /** Fitted on all shared prompts. */
  all: LinearMap;
  /**
   * Fitted without the prompts that ask for this constraint: what the map is worth for a vector
   * that was never measured on the target.
   */
  without(constraintId: string): LinearMap;
}

/** Instructions per base query. */
const INSTRUCTIONS = 2;

/** Every query alone and with instructions; those that need no argument of the writer's take turns. */
export function sharedRequests(queries: readonly string[]): SharedRequest[] {
  const constraints = catalogue.flatMap(({ id, args, phrasings }) => {
    const defaults = args.safeParse({});
    return defaults.success ? [{ id, phrasings: phrasings(defaults.data) }] : [];
  });
  let turn = 0;
  const nextInstruction = () => {
    const { id, phrasings } = constraints[turn % constraints.length] as (typeof constraints)[0];
    const round = Math.floor(turn / constraints.length);
    turn += 1;
    return { id, text: phrasings[round % phrasings.length] as string };
  };
  return queries.flatMap((query) => [
    { query, text: query, constraintId: undefined },
    ...Array.from({ length: INSTRUCTIONS }, () => {
      const { id, text } = nextInstruction();
      return { query, text: withInstructions(query, [text]), constraintId: id };
    }),
  ]);
}

/** The activations at each request's last prompt token, in the order given. */
export function captureShared(
  loaded: LoadedModel,
  requests: readonly SharedRequest[],
  signal: AbortSignal,
): Promise<PromptActivations[]> {
  return captureRequests(
    loaded,
    requests.map(({ text }) => text),
    () => {},
    signal,
  );
}

/**
 * Fits the maps on activations captured by `captureShared`, of one model after the other.
 * @throws RequestFailure when there are too few queries
 */
export function mapsFrom(
  requests: readonly SharedRequest[],
  source: readonly PromptActivations[],
  target: readonly PromptActivations[],
): FittedMaps {
  const prompts = requests.map(({ query, constraintId }, i) => ({
    query,
    instructed: constraintId !== undefined,
    source: source[i] as PromptActivations,
    target: target[i] as PromptActivations,
  }));
  const fitted = new Map<string, LinearMap>();
  return {
    all: fitOn(prompts),
    without(id) {
      const map =
        fitted.get(id) ?? fitOn(prompts.filter((_, i) => requests[i]?.constraintId !== id));
      fitted.set(id, map);
      return map;
    },
  };
}

function fitOn(prompts: readonly SharedPrompt[]): LinearMap {
  try {
    return fitLinearMap(prompts);
  } catch (error) {
    if (error instanceof RangeError) throw new RequestFailure("bad-input", error.message);
    throw error;
  }
}
