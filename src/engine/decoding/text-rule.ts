/** What decides about a text while it is written, token by token: guarantees and endings. An object serves one text. */
import type { Token } from "node-llama-cpp";
import type { GuaranteeKind } from "../../constraints/definition/constraint.js";

/** What is to become of the text so far. Offsets are UTF-16, as everywhere. */
export type Finding =
  /** It goes on. What stands before the offset is never taken back, whatever follows. */
  | { settledUntil: number }
  /** Something may not stand: the token in which it begins has to be another one. */
  | { takeBackFrom: number }
  /** It is complete at the offset; what stands behind is dropped. */
  | { endAt: number };

/** What a rule says nothing about it leaves out. */
export interface TextRule {
  /** Whether the model may end the text here. */
  mayEnd?(text: string): boolean;
  /** Whether a token (of the end, too) may follow those taken so far. */
  mayFollow?(token: Token): boolean;
  /** The tokens that are taken have changed: by one more, or, after something was taken back, to fewer. */
  follow?(tokens: readonly Token[]): void;
  /**
   * Judges the text so far.
   * @param settled offset before which nothing can be changed any more
   * @param ended whether nothing follows
   */
  judge?(text: string, settled: number, ended: boolean): Finding;
}

/** Makes a constraint hold whatever the model would write. */
export interface Guarantee extends TextRule {
  /** The constraint's. */
  readonly id: string;
  readonly kind: GuaranteeKind;
}

/** Ends a text where the model would have gone on, for no constraint's sake. */
export interface Ending extends TextRule {
  /** Why the text is over, where this ends it. */
  readonly stop: "repetition" | "sentence";
  /** As that of all rules, but only how many tokens there are can matter. */
  follow?(tokens: { readonly length: number }): void;
}
