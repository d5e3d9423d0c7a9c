/** One constraint: its switch or text and, while it is on, its arguments and its dial. */
import type { Control, SidebarState } from "../messages.js";
import { createArgumentFields } from "./argument-fields.js";
import { createConflict } from "./conflict.js";
import { active, type PageContext, type Part } from "./context.js";
import { createDial } from "./dial.js";
import { create } from "./dom.js";
import { createGuaranteeBox } from "./guarantee-box.js";
import { createToggle } from "./toggle.js";

/** What switches a constraint on and off. */
interface Head {
  readonly elements: HTMLElement[];
  show(state: SidebarState): void;
}

export function createControlRow(control: Control, context: PageContext): Part {
  const { id, label, text } = control;
  const head =
    text === undefined ? createSwitch(control, context) : createText(control, text, context);
  const parts = [
    createArgumentFields(control, context),
    createDial(id, label, context),
    createGuaranteeBox(control, context),
    createConflict(id),
  ];
  const element = create(
    "div",
    { className: text === undefined ? "constraint" : "constraint field" },
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
  const toggle = createToggle(help);
  toggle.addEventListener("change", () => {
    select(toggle.checked ? { change: "on", id, args } : { change: "off", id });
  });
  return {
    elements: [create("label", { className: "switch", title: help }, label, toggle)],
    show(state) {
      toggle.checked = active(state, id) !== undefined;
    },
  };
}

function createText(control: Control, argument: string, { select }: PageContext): Head {
  const { id, label, help } = control;
  const input = create("input", { type: "text", id: `text-${id}` });
  input.setAttribute("aria-description", help);
  let args = control.initialArguments;
  input.addEventListener("change", () => {
    const given = input.value.trim();
    select(
      given === ""
        ? { change: "off", id }
        : { change: "on", id, args: { ...args, [argument]: given } },
    );
  });
  return {
    elements: [create("label", { htmlFor: input.id, title: help }, label), input],
    show(state) {
      args = active(state, id)?.args ?? control.initialArguments;
      // What is being typed is not to be overwritten.
      if (document.activeElement === input) return;
      const given = args[argument];
      input.value = typeof given === "string" ? given : "";
    },
  };
}
