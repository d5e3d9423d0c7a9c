/**
 * Small help with building elements. Not lit-html: its templates are shorter, but are not checked by types, and
 * what a person is just typing or dragging would need another place to be kept.
 */

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
