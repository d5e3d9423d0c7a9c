/** Whether a constraint is also guaranteed. In view while the constraint is on and has a guarantee. */
import type { Control } from "../../messages.js";
import { active, type PageContext, type Part } from "../elements/context.js";
import { create, filled } from "../elements/dom.js";

export function createGuaranteeBox(
  { id, label, guarantee: help }: Pick<Control, "id" | "label" | "guarantee">,
  { texts, select }: PageContext,
): Part {
  const box = create("input", { type: "checkbox" });
  box.setAttribute("aria-label", filled(texts.guaranteeOf, label));
  if (help !== undefined) box.setAttribute("aria-description", help);
  box.addEventListener("change", () => select({ change: "guarantee", id, guarantee: box.checked }));
  const element = create(
    "label",
    { className: "guarantee", hidden: true, title: help ?? "" },
    box,
    texts.guarantee,
  );
  return {
    element,
    show(state) {
      const constraint = active(state, id);
      element.hidden = help === undefined || !constraint;
      box.checked = constraint?.guarantee ?? false;
    },
  };
}
