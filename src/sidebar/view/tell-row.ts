/** "Also tell the model": the constraints go into the prompt as well. */
import type { PageContext, Part } from "./elements/context.js";
import { create, createToggle } from "./elements/dom.js";

export function createTellRow({ texts, select }: PageContext): Part {
  const toggle = createToggle();
  toggle.setAttribute("aria-description", texts.tellHelp);
  toggle.addEventListener("change", () => select({ change: "tell", tell: toggle.checked }));
  const caption = create(
    "label",
    { className: "switch", title: texts.tellHelp },
    texts.tell,
    toggle,
  );
  return {
    element: create("div", { className: "constraint" }, caption),
    show({ selection }) {
      toggle.checked = selection.tell;
    },
  };
}
