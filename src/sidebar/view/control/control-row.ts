/** One constraint: its switch or needed field and, while it is on, its arguments and its dial. */
import type { Control, Field, SidebarState } from "../../messages.js";
import { active, type PageContext, type Part } from "../elements/context.js";
import { create, createToggle } from "../elements/dom.js";
import { createArguments } from "./arguments.js";
import { createConflict } from "./conflict.js";
import { createDial } from "./dial.js";
import { createEffect } from "./effect.js";
import { createField } from "./field.js";
import { createGuaranteeBox } from "./guarantee-box.js";

/** What switches a constraint on and off. */
interface Head {
  readonly elements: HTMLElement[];
  show(state: SidebarState): void;
}

/** @param title of its group, which a control of the same name need not show again */
export function createControlRow(control: Control, context: PageContext, title: string): Part {
  const { id, label, needed } = control;
  const head =
    needed === undefined
      ? createSwitch(control, context)
      : createNeededField(control, needed, label === title, context);
  const parts = [
    createArguments(control, context),
    createDial(id, label, context),
    createGuaranteeBox(control, context),
    createConflict(id),
  ];
  const element = create(
    "div",
    { className: needed === undefined ? "constraint" : "constraint field" },
    ...head.elements,
    ...parts.map((part) => part.element),
  );
  return {
    element,
    show(state) {
      head.show(state);
      for (const part of parts) part.show(state);
    },
  };
}

function createSwitch(control: Control, { select }: PageContext): Head {
  const { id, label, help, initialArguments: args } = control;
  const toggle = createToggle();
  const effect = createEffect(id, help, toggle);
  toggle.addEventListener("change", () => {
    select(toggle.checked ? { change: "on", id, args } : { change: "off", id });
  });
  const name = create("span", { className: "name" }, label, " ", effect.element);
  return {
    elements: [create("label", { className: "switch", title: help }, name, toggle)],
    show(state) {
      toggle.checked = active(state, id) !== undefined;
      effect.show(state);
    },
  };
}

/** With the argument the constraint is on, without it off. */
function createNeededField(
  control: Control,
  needed: Field,
  isNamedAbove: boolean,
  context: PageContext,
): Head {
  const { id, label, help } = control;
  let args = control.initialArguments;
  const view = createField(needed, context, (value) => {
    context.select(
      value === undefined
        ? { change: "off", id }
        : { change: "on", id, args: { ...args, [needed.name]: value } },
    );
  });
  view.input.id = id;
  const effect = createEffect(id, help, view.input);
  const className = isNamedAbove ? "spoken" : "name";
  const name = create("label", { className, htmlFor: id, title: help }, label);
  return {
    elements: [create("div", { className: "caption" }, name, effect.element), view.element],
    show(state) {
      args = active(state, id)?.args ?? control.initialArguments;
      view.show(args[needed.name]);
      effect.show(state);
    },
  };
}
