/** Held or not. */
import type { Texts } from "../../messages.js";
import { create } from "./dom.js";

export function createMark(held: boolean, texts: Texts): HTMLElement {
  const mark = create("span", { className: held ? "mark held" : "mark not-held", role: "img" });
  mark.setAttribute("aria-label", held ? texts.held : texts.notHeld);
  return mark;
}
