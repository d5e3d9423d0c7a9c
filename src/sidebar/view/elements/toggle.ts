/** A switch. */
import { create } from "./dom.js";

/** A native checkbox, which brings keyboard and checked state, presented as a switch. */
export function createToggle(): HTMLInputElement {
  const toggle = create("input", { type: "checkbox", className: "toggle" });
  toggle.setAttribute("role", "switch");
  return toggle;
}
