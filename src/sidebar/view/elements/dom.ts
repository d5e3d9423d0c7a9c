/**
 * Elements as all parts of the page make and fill them. Not lit-html: its templates are shorter, but types do
 * not check them, and what a person is typing or dragging would need another place to be kept.
 */
import type { Texts } from "../../messages.js";

type Children = readonly (Node | string)[];

/** An element with the given properties and children: `create("p", { className: "hint" }, "...")`. */
export function create<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: Children
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A button that looks as `className` says and does `act`. */
export function createButton(
  className: string,
  act: () => void,
  ...children: Children
): HTMLButtonElement {
  const button = create("button", { type: "button", className }, ...children);
  button.addEventListener("click", act);
  return button;
}

/** A switch: a native checkbox, which brings keyboard and checked state. */
export function createToggle(): HTMLInputElement {
  const toggle = create("input", { type: "checkbox", className: "toggle" });
  toggle.setAttribute("role", "switch");
  return toggle;
}

/** Says whether something held. */
export function createMark(held: boolean, texts: Texts): HTMLElement {
  const mark = create("span", { className: held ? "mark held" : "mark not-held", role: "img" });
  mark.setAttribute("aria-label", held ? texts.held : texts.notHeld);
  return mark;
}

/** Puts `text` into the element, which is out of sight when there is none. */
export function showText(element: HTMLElement, text: string | undefined): void {
  element.hidden = text === undefined;
  // Writing the same text again would make a screen reader say it again.
  if (text !== undefined && element.textContent !== text) element.textContent = text;
}

/** `text` with `{0}`, `{1}` and so on replaced. */
export function filled(text: string, ...values: string[]): string {
  return text.replace(/\{(\d)\}/g, (slot, place) => values[Number(place)] ?? slot);
}
