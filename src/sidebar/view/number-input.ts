/** The number that a constraint takes, such as how many bullets. */
import type { NumberField } from "../messages.js";
import { active, type PageContext, type Part } from "./context.js";
import { create } from "./dom.js";

export function createNumberInput(
  id: string,
  label: string,
  { name, min, max, placeholder, initial }: NumberField,
  { select }: PageContext,
): Part {
  const element = create("input", {
    type: "number",
    className: "number",
    min: String(min),
    max: String(max),
    step: "1",
    placeholder,
    required: initial !== undefined,
  });
  element.setAttribute("aria-label", label);
  element.addEventListener("change", () => {
    if (!element.reportValidity()) return;
    const args = element.value === "" ? {} : { [name]: element.valueAsNumber };
    select({ change: "on", id, args });
  });
  return {
    element,
    show(state) {
      const constraint = active(state, id);
      element.hidden = !constraint;
      // What is being typed is not to be overwritten.
      if (document.activeElement === element) return;
      const value = constraint?.args[name];
      element.value = typeof value === "number" ? String(value) : "";
    },
  };
}
