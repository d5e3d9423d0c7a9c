/** Words of the person's own. */
import type { FieldOf } from "../../messages.js";
import type { FieldView } from "../elements/context.js";
import { create } from "../elements/dom.js";

export function createText(
  { maxLength }: FieldOf<"text">,
  change: (value: string | undefined) => void,
): FieldView {
  const input = create("input", { type: "text", ...(maxLength !== undefined && { maxLength }) });
  input.addEventListener("change", () => change(input.value.trim() || undefined));
  return {
    element: input,
    input,
    show(value) {
      // What is being typed is not to be overwritten.
      if (document.activeElement === input) return;
      input.value = typeof value === "string" ? value : "";
    },
  };
}
