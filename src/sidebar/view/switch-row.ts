/** One constraint: its switch and, while it is on, its dial and its number. */
import type { Switch } from "../messages.js";
import { createConflict } from "./conflict.js";
import { active, type PageContext, type Part } from "./context.js";
import { createDial } from "./dial.js";
import { create } from "./dom.js";
import { createNumberField } from "./number-field.js";

export function createSwitchRow(declared: Switch, context: PageContext): Part {
  const { id, label, help, number } = declared;
  const toggle = createToggle(help);
  toggle.addEventListener("change", () => {
    const args = number?.initial === undefined ? {} : { [number.name]: number.initial };
    context.select(toggle.checked ? { change: "on", id, args } : { change: "off", id });
  });
  const caption = create("label", { className: "switch", title: help }, label, toggle);
  const parts = [
    ...(number ? [createNumberField(id, label, number, context)] : []),
    createDial(id, label, context),
    createConflict(id),
  ];
  const element = create(
    "div",
    { className: "constraint" },
    caption,
    ...parts.map((part) => part.element),
  );
  return {
    element,
    show(state) {
      toggle.checked = active(state, id) !== undefined;
      for (const part of parts) part.show(state);
    },
  };
}

/** A native checkbox, which brings keyboard and checked state, presented as a switch. */
export function createToggle(help: string): HTMLInputElement {
  const toggle = create("input", { type: "checkbox", className: "toggle" });
  toggle.setAttribute("role", "switch");
  toggle.setAttribute("aria-description", help);
  return toggle;
}
