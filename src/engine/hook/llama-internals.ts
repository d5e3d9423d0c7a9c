/**
 * What node-llama-cpp has but does not declare, and Tiller needs all the same: all of it is read here, and
 * nowhere else. Its version is pinned; one that lacks something gets one clear error, before anything is done
 * with it. What the addon is given it checks itself.
 */
import * as l10n from "@vscode/l10n";
import type {
  LlamaContext,
  LlamaContextSequence,
  LlamaGrammarEvaluationState,
  LlamaModel,
  Token,
} from "node-llama-cpp";
import type { ContextParameters } from "./native-addon.js";

/** node-llama-cpp is another than Tiller was made for; the message says what it lacks. */
export class MissingInternalError extends Error {
  override readonly name = "MissingInternalError";
}

/** The classes of node-llama-cpp's own addon that are used. */
export interface Bindings {
  /** Made by `createContext`: the hook is attached to one before it is initialised. */
  AddonContext: new (
    addonModel: object,
    parameters: ContextParameters,
  ) => object;
  /** Asked which tokens a grammar takes, to count how often it has to act. */
  AddonSampler: {
    acceptGrammarEvaluationStateToken(state: object, token: Token): void;
    canBeNextTokenForGrammarEvaluationState(state: object, token: Token): boolean;
  };
  /** llama.cpp's engine for chat templates. */
  AddonJinjaRenderer: new (
    template: string,
  ) => { render(variables: Record<string, unknown>): string };
}

/** What evaluates a token and lets its logits be read while they are there. */
interface Decoding {
  _tokenMeter: object;
  _contextShift: object;
  _takeIntervalCheckpointIfNeededAfterBatch: () => void;
  _decodeTokens<T>(
    tokens: readonly Token[],
    logits: readonly boolean[],
    priority: number,
    tokenMeter: object,
    contextShift: object,
    atLogits: (batchIndex: number) => T,
    afterBatch: () => void,
  ): Promise<T[]>;
}

/** node-llama-cpp's own default. */
const PRIORITY = 5;

/**
 * The object that holds such a class, which may be replaced in it.
 * @throws MissingInternalError
 */
export function bindingsWith<N extends keyof Bindings>(
  model: LlamaModel,
  name: N,
): Pick<Bindings, N> {
  const { _llama } = internalsOf<{ _llama: object }>(model, { _llama: "object" });
  const { _bindings } = internalsOf<{ _bindings: object }>(_llama, { _bindings: "object" });
  return internalsOf<Pick<Bindings, N>>(_bindings, { [name]: "function" } as Record<N, Kind>);
}

/** The addon's model, by which the contexts that are made of it are known. @throws MissingInternalError */
export function addonModelOf(model: LlamaModel): object {
  return internalsOf<{ _model: object }>(model, { _model: "object" })._model;
}

/** The addon's context, which the hook and the sampler work on. @throws MissingInternalError */
export function addonContextOf(context: LlamaContext): object {
  return internalsOf<{ _ctx: object }>(context, { _ctx: "object" })._ctx;
}

/** The id by which llama.cpp knows a sequence. @throws MissingInternalError */
export function sequenceIdOf(sequence: LlamaContextSequence): number {
  return internalsOf<{ _sequenceId: number }>(sequence, { _sequenceId: "number" })._sequenceId;
}

/** What `AddonSampler` knows a grammar's state by. @throws MissingInternalError */
export function addonStateOf(state: LlamaGrammarEvaluationState): object {
  return internalsOf<{ _state: object }>(state, { _state: "object" })._state;
}

/**
 * Gives a sequence the first `count` cells of another. In a unified cache no number is copied.
 * @returns whether it could be done; if not, the sequence may hold more than it knows of
 * @throws MissingInternalError
 */
export function copyCells(
  from: LlamaContextSequence,
  to: LlamaContextSequence,
  count: number,
): Promise<boolean> {
  const internals = internalsOf<{
    _copyStateFromOtherSequence(other: LlamaContextSequence, upTo: number): Promise<boolean>;
  }>(to, { _copyStateFromOtherSequence: "function" });
  return internals._copyStateFromOtherSequence(from, count);
}

/**
 * A function that evaluates a sequence's next token, and calls another where node-llama-cpp lets its own
 * sampler read the logits: with the token's index in the batch, before the next is decoded.
 * @throws MissingInternalError
 */
export function logitsReader(
  sequence: LlamaContextSequence,
): <T>(token: Token, atLogits: (batchIndex: number) => T) => Promise<T> {
  const internals = internalsOf<Decoding>(sequence, {
    _tokenMeter: "object",
    _contextShift: "object",
    _takeIntervalCheckpointIfNeededAfterBatch: "function",
    _decodeTokens: "function",
  });
  return async <T>(token: Token, atLogits: (batchIndex: number) => T) => {
    const [read] = await internals._decodeTokens(
      [token],
      [true],
      PRIORITY,
      internals._tokenMeter,
      internals._contextShift,
      atLogits,
      internals._takeIntervalCheckpointIfNeededAfterBatch,
    );
    return read as T;
  };
}

type Kind = "object" | "function" | "number";

/** The owner, seen to have such members. */
function internalsOf<T extends object>(owner: object, kinds: { [N in keyof T]: Kind }): T {
  for (const [name, kind] of Object.entries<Kind>(kinds)) {
    const member: unknown = Reflect.get(owner, name);
    if (typeof member === kind && member !== null) continue;
    throw new MissingInternalError(
      l10n.t(
        "node-llama-cpp is another than Tiller was made for, as its {0} has no {1}; install Tiller anew.",
        owner.constructor.name,
        name,
      ),
    );
  }
  return owner as T;
}
