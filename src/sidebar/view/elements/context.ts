/** What every part of the page needs. */
import type { SelectionChange } from "../../../selecting/selection-changes.js";
import type { FromPage, SidebarState, Texts } from "../../messages.js";

export interface PageContext {
  readonly texts: Texts;
  readonly post: (message: FromPage) => void;
  readonly select: (change: SelectionChange) => void;
}

/** A part of the page: built once, then shown each new state. */
export interface Part {
  readonly element: HTMLElement;
  show(state: SidebarState): void;
}

/** The constraint with this id, if it is on. */
export function active({ selection }: SidebarState, id: string) {
  return selection.constraints.find((constraint) => constraint.id === id);
}
