/** The view of one argument of a constraint, after its kind. */
import type { Field } from "../../messages.js";
import type { FieldView, PageContext } from "../elements/context.js";
import { createChoice } from "./choice-field.js";
import { createList } from "./list-field.js";
import { createNumber } from "./number-field.js";
import { createText } from "./text-field.js";

/** @param change is told each new value; undefined when the argument is left out */
export function createField(
  field: Field,
  context: PageContext,
  change: (value: unknown) => void,
): FieldView {
  switch (field.kind) {
    case "number":
      return createNumber(field, context, change);
    case "choice":
      return createChoice(field, change);
    case "text":
      return createText(field, change);
    case "list":
      return createList(field, context, change);
  }
}
