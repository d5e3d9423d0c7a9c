/** What a constraint takes beside its switch: how many, and whether exactly, at least or at most. */
import type { ChoiceField, Control, NumberField } from "../messages.js";
import { active, type PageContext, type Part } from "./context.js";
import { create, filled } from "./dom.js";

/** One argument's input; `value` is undefined when it is left out. */
interface Field {
  readonly input: HTMLInputElement | HTMLSelectElement;
  readonly name: string;
  value(): unknown;
  show(value: unknown): void;
}

/** In view while the constraint is on. */
export function createArgumentFields(control: Control, context: PageContext): Part {
  const { id, label, number, choice } = control;
  const { texts, select } = context;
  const fields: Field[] = [];
  if (choice) fields.push(createChoice(choice, filled(texts.relationOf, label)));
  if (number) fields.push(createNumber(number, filled(texts.numberOf, label), texts.anyNumber));
  const caption = create("span", { ariaHidden: "true" }, texts.number);
  const element = create(
    "div",
    { className: "arguments", hidden: true },
    ...(number && !choice ? [caption] : []),
    ...fields.map(({ input }) => input),
  );
  let args: Record<string, unknown> = {};

  for (const { input, name, value } of fields) {
    input.addEventListener("change", () => {
      if (!input.reportValidity()) return;
      const { [name]: _, ...others } = args;
      const chosen = value();
      const changed = chosen === undefined ? others : { ...others, [name]: chosen };
      select({ change: "on", id, args: changed });
    });
  }

  return {
    element,
    show(state) {
      const constraint = active(state, id);
      element.hidden = !constraint || fields.length === 0;
      if (!constraint) return;
      args = constraint.args;
      for (const { input, name, show } of fields) {
        // What is being typed is not to be overwritten.
        if (document.activeElement !== input) show(args[name]);
      }
    },
  };
}

function createNumber(
  { name, min, max, optional }: NumberField,
  spoken: string,
  whenEmpty: string,
): Field {
  const input = create("input", {
    type: "number",
    min: String(min),
    max: String(max),
    step: "1",
    placeholder: optional ? whenEmpty : "",
    required: !optional,
  });
  input.setAttribute("aria-label", spoken);
  return {
    input,
    name,
    value: () => (input.value === "" ? undefined : input.valueAsNumber),
    show: (value) => {
      input.value = typeof value === "number" ? String(value) : "";
    },
  };
}

function createChoice({ name, options }: ChoiceField, spoken: string): Field {
  const input = create(
    "select",
    {},
    ...options.map(({ value, label }) => create("option", { value }, label)),
  );
  input.setAttribute("aria-label", spoken);
  return {
    input,
    name,
    value: () => input.value,
    show: (value) => {
      if (typeof value === "string") input.value = value;
    },
  };
}
