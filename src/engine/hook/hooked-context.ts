/**
 * Creates contexts with the steering hook attached. Only this, `guarantees/grammar.ts` and
 * `prompting/chat-template.ts` know node-llama-cpp's private members; the addon checks what it finds
 * here.
 */
import type {
  LlamaContext,
  LlamaContextOptions,
  LlamaContextSequence,
  LlamaModel,
} from "node-llama-cpp";
import {
  type ContextParameters,
  type NativeAddon,
  type ResidualStreamHook,
  SteeringUnavailableError,
} from "./native-addon.js";

type AddonContextClass = new (addonModel: object, parameters: ContextParameters) => object;

interface ModelInternals {
  _model?: object;
  _llama?: { _bindings?: { AddonContext?: AddonContextClass } };
}

/** A context, and the hook attached to it or the reason why there is none. */
export type HookedContext =
  | { context: LlamaContext; hook: ResidualStreamHook }
  | { context: LlamaContext; hook: undefined; reason: string };

/** The id by which llama.cpp knows a sequence. */
export function sequenceIdOf(sequence: LlamaContextSequence): number {
  const id = (sequence as unknown as { _sequenceId?: number })._sequenceId;
  if (id === undefined) throw new SteeringUnavailableError("This sequence has no id.");
  return id;
}

/** Creations, one after another: two at once would hook each other's contexts. */
let lastCreation: Promise<unknown> = Promise.resolve();

/**
 * Creates a context as `model.createContext` does, with the hook attached to it where possible.
 * @throws what `model.createContext` throws.
 */
export function createHookedContext(
  model: LlamaModel,
  options: LlamaContextOptions,
  addon: NativeAddon,
): Promise<HookedContext> {
  const creation = lastCreation.then(() => create(model, options, addon));
  lastCreation = creation.catch(() => {});
  return creation;
}

/**
 * The hook must be attached between the construction of node-llama-cpp's native context and its
 * initialisation, which `createContext` does in one go and on a class whose methods are read-only.
 * So the class itself is replaced for as long as the creation takes.
 */
async function create(
  model: LlamaModel,
  options: LlamaContextOptions,
  addon: NativeAddon,
): Promise<HookedContext> {
  const { _model: addonModel, _llama: llama } = model as unknown as ModelInternals;
  const bindings = llama?._bindings;
  const AddonContext = bindings?.AddonContext;
  if (addonModel === undefined || bindings === undefined || AddonContext === undefined) {
    const reason = "node-llama-cpp's native context is not where it was expected.";
    return { context: await model.createContext(options), hook: undefined, reason };
  }

  let attached: { addonContext: object; hook: ResidualStreamHook } | undefined;
  let reason = "node-llama-cpp made no native context that could be steered.";
  bindings.AddonContext = new Proxy(AddonContext, {
    construct(target, args: ConstructorParameters<AddonContextClass>) {
      const addonContext: object = Reflect.construct(target, args);
      const [ownModel, parameters] = args;
      // Estimates of memory use construct contexts of their own. A creation that fails is repeated
      // with less memory, so the last context counts.
      if (ownModel === addonModel) {
        attached = undefined;
        try {
          const hook = new addon.ResidualStreamHook(addonContext, AddonContext, parameters);
          attached = { addonContext, hook };
        } catch (error) {
          reason = messageOf(error);
        }
      }
      return addonContext;
    },
  });
  let context: LlamaContext;
  try {
    context = await model.createContext(options);
  } finally {
    bindings.AddonContext = AddonContext;
  }
  if (attached === undefined) return { context, hook: undefined, reason };

  const { hook, addonContext } = attached;
  try {
    if ((context as unknown as { _ctx?: object })._ctx !== addonContext) {
      throw new SteeringUnavailableError("The steering hook was attached to another context.");
    }
    hook.confirm();
    return { context, hook };
  } catch (error) {
    hook.release();
    return { context, hook: undefined, reason: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
