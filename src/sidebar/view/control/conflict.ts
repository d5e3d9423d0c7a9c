/** Why a constraint cannot hold together with another one, said where it was switched on. */
import type { Part } from "../elements/context.js";
import { create, showText } from "../elements/dom.js";

/** Shown at the constraint that was switched on last, so that each conflict is said once. */
export function createConflict(id: string): Part {
  const element = create("p", { className: "conflict", hidden: true });
  return {
    element,
    show({ conflicts, selection }) {
      const place = (one: string) =>
        selection.constraints.findIndex((constraint) => constraint.id === one);
      const own = conflicts.filter(
        ({ ids }) => ids.includes(id) && ids.every((other) => place(other) <= place(id)),
      );
      showText(element, own.map(({ reason }) => reason).join(" ") || undefined);
    },
  };
}
