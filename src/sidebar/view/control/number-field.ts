/** A whole number. */
import type { FieldOf } from "../../messages.js";
import type { FieldView, PageContext } from "../elements/context.js";
import { create } from "../elements/dom.js";

export function createNumber(
  { min, max, optional }: FieldOf<"number">,
  { texts }: PageContext,
  change: (value: number | undefined) => void,
): FieldView {
  const input = create("input", {
    type: "number",
    min: String(min),
    max: String(max),
    step: "1",
    placeholder: optional ? texts.anyNumber : "",
    required: !optional,
  });
  input.addEventListener("change", () => {
    if (input.reportValidity()) change(input.value === "" ? undefined : input.valueAsNumber);
  });
  return {
    element: input,
    input,
    show(value) {
      // What is being typed is not to be overwritten.
      if (document.activeElement === input) return;
      input.value = typeof value === "number" ? String(value) : "";
    },
  };
}
