/** What the parts of the page are, and what they share. */
import type { SelectionChange } from "../../../selecting/selection-changes.js";
import type { FromPage, PageCommand, SidebarState, Texts } from "../../messages.js";
import { createButton } from "./dom.js";

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

/** The input for one argument of a constraint. */
export interface FieldView {
  readonly element: HTMLElement;
  /** What a caption is for, and what takes the keyboard's focus. */
  readonly input: HTMLInputElement | HTMLSelectElement;
  show(value: unknown): void;
}

/** A button that has a command carried out, and is called after it. */
export function createCommand(
  command: PageCommand,
  className: string,
  { texts, post }: PageContext,
): HTMLButtonElement {
  return createButton(className, () => post({ type: "run", command }), texts.commands[command]);
}

/** The constraint with this id, if it is on. */
export function active({ selection }: SidebarState, id: string) {
  return selection.constraints.find((constraint) => constraint.id === id);
}
