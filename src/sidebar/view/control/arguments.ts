/** What a constraint takes beside what switches it on: how many, exactly or at least, which marker. */
import type { Control, Field } from "../../messages.js";
import { active, type FieldView, type PageContext, type Part } from "../elements/context.js";
import { create, filled } from "../elements/dom.js";
import { createField } from "./field.js";

/** In view while the constraint is on. */
export function createArguments(control: Control, context: PageContext): Part {
  const { id, label, fields } = control;
  const { texts, select } = context;
  const views: [string, FieldView][] = [];
  let args: Record<string, unknown> = {};

  const input = (field: Field) => {
    const view = createField(field, context, (value) => {
      const { [field.name]: _, ...others } = args;
      select({
        change: "on",
        id,
        args: value === undefined ? others : { ...others, [field.name]: value },
      });
    });
    view.input.id = `${id}-${field.name}`;
    view.input.setAttribute("aria-label", filled(texts.argumentOf, field.label, label));
    views.push([field.name, view]);
    return view;
  };
  const element = create("div", { className: "arguments", hidden: true });
  for (const row of rows(fields)) {
    const inputs = row.map(input);
    const [only, ...more] = inputs;
    // A relation and its number explain each other.
    const caption =
      only && more.length === 0
        ? [create("label", { htmlFor: only.input.id }, row[0]?.label ?? "")]
        : [];
    element.append(
      create("div", { className: "argument" }, ...caption, ...inputs.map((view) => view.element)),
    );
  }

  return {
    element,
    show(state) {
      const constraint = active(state, id);
      element.hidden = !constraint || views.length === 0;
      if (!constraint) return;
      args = constraint.args;
      for (const [name, view] of views) view.show(args[name]);
    },
  };
}

/** A relation shares a row with the number behind it. */
function rows(fields: readonly Field[]): Field[][] {
  const found: Field[][] = [];
  for (const field of fields) {
    const last = found.at(-1);
    if (field.kind === "number" && last?.length === 1 && last[0]?.kind === "choice") {
      last.push(field);
    } else found.push([field]);
  }
  return found;
}
