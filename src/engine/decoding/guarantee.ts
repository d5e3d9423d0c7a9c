/** A guarantee makes a constraint hold whatever the model would write. */
import type { GuaranteeKind } from "../../constraints/definition/constraint.js";
import type { TextRule } from "./text-rule.js";

export interface Guarantee extends TextRule {
  /** The constraint's. */
  readonly id: string;
  readonly kind: GuaranteeKind;
}
