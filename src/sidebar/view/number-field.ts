/** The number that a constraint takes, such as how many bullets. */
import type { NumberField } from "../messages.js";
import { active, type PageContext, type Part } from "./context.js";
import { create, filled } from "./dom.js";

export function createNumberField(
  id: string,
  label: string,
  { name, min, max, placeholder, initial }: NumberField,
  { texts, select }: PageContext,
): Part {
  const input = create("input", {
    type: "number",
    min: String(min),
    max: String(max),
    step: "1",
    placeholder,
    required: initial !== undefined,
  });
  input.setAttribute("aria-label", filled(texts.numberOf, label));
  const caption = create("span", { ariaHidden: "true" }, texts.number);
  const element = create("div", { className: "number" }, caption, input);
  input.addEventListener("change", () => {
    if (!input.reportValidity()) return;
    const args = input.value === "" ? {} : { [name]: input.valueAsNumber };
    select({ change: "on", id, args });
  });
  return {
    element,
    show(state) {
      const constraint = active(state, id);
      element.hidden = !constraint;
      // What is being typed is not to be overwritten.
      if (document.activeElement === input) return;
      const value = constraint?.args[name];
      input.value = typeof value === "number" ? String(value) : "";
    },
  };
}
