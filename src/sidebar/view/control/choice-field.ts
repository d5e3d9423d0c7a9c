/** One of a few words. */
import type { FieldOf } from "../../messages.js";
import type { FieldView } from "../elements/context.js";
import { create } from "../elements/dom.js";

const NONE = "";

export function createChoice(
  { options, none }: FieldOf<"choice">,
  change: (value: string | undefined) => void,
): FieldView {
  const input = create(
    "select",
    {},
    ...(none === undefined ? [] : [create("option", { value: NONE }, none)]),
    ...options.map(({ value, label }) => create("option", { value }, label)),
  );
  input.addEventListener("change", () => change(input.value === NONE ? undefined : input.value));
  return {
    element: input,
    input,
    show(value) {
      const chosen = typeof value === "string" ? value : NONE;
      // A selection from elsewhere may name what is not offered here.
      if (chosen !== NONE && !options.some((option) => option.value === chosen)) offer(chosen);
      input.value = chosen;
    },
  };

  function offer(value: string): void {
    if ([...input.options].some((option) => option.value === value)) return;
    input.append(create("option", { value }, value));
  }
}
