/** Creates contexts with the steering hook attached. */
import type { LlamaContext, LlamaContextOptions, LlamaModel } from "node-llama-cpp";
import { addonContextOf, addonModelOf, type Bindings, bindingsWith } from "./llama-internals.js";
import {
  type NativeAddon,
  type ResidualStreamHook,
  SteeringUnavailableError,
} from "./native-addon.js";

/** A context, and the hook attached to it or the reason why there is none. */
export type HookedContext =
  | { context: LlamaContext; hook: ResidualStreamHook }
  | { context: LlamaContext; hook: undefined; reason: string };

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
  let addonModel: object;
  let bindings: Pick<Bindings, "AddonContext">;
  try {
    addonModel = addonModelOf(model);
    bindings = bindingsWith(model, "AddonContext");
  } catch (error) {
    const context = await model.createContext(options);
    return { context, hook: undefined, reason: messageOf(error) };
  }
  const { AddonContext } = bindings;

  let attached: { addonContext: object; hook: ResidualStreamHook } | undefined;
  let reason = "node-llama-cpp made no native context that could be steered.";
  bindings.AddonContext = new Proxy(AddonContext, {
    construct(target, args: ConstructorParameters<typeof AddonContext>) {
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
    if (addonContextOf(context) !== addonContext) {
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
