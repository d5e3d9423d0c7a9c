/** A rule that ends a text where the model would have gone on, for no constraint's sake. */
import type { TextRule } from "./text-rule.js";

export interface Ending extends TextRule {
  /** Why the text is over, where this ends it. */
  readonly stop: "repetition" | "sentence";
  /** As that of all rules, but only how many tokens there are can matter. */
  follow?(tokens: { readonly length: number }): void;
}
