/** The input for one argument of a constraint. */
export interface FieldView {
  readonly element: HTMLElement;
  /** What a caption is for, and what takes the keyboard's focus. */
  readonly input: HTMLInputElement | HTMLSelectElement;
  show(value: unknown): void;
}
