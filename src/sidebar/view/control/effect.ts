/** What steering one constraint does on this model, beside its name. */
import type { Part } from "../elements/context.js";
import { create, showText } from "../elements/dom.js";

/**
 * @param help of the constraint
 * @param described is read out with the help and the effect in a sentence
 */
export function createEffect(id: string, help: string, described: HTMLElement): Part {
  // The sentence says the same better, so that the figures are not read out as well.
  const element = create("span", { className: "effect", ariaHidden: "true", hidden: true });
  return {
    element,
    show({ effects }) {
      const effect = effects[id];
      showText(element, effect?.summary);
      element.title = effect?.help ?? "";
      described.setAttribute("aria-description", effect ? `${help} ${effect.help}` : help);
    },
  };
}
