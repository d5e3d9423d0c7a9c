/**
 * A guarantee makes a constraint hold whatever the model would write. It sees the text of one answer
 * while that is written; an object serves one text.
 */
import type { Token } from "node-llama-cpp";
import type { GuaranteeKind } from "../../constraints/constraint.js";

/** What is to become of the text so far. Offsets are UTF-16, as everywhere. */
export type Finding =
  /** It goes on. What stands before the offset is never taken back, whatever follows. */
  | { settledUntil: number }
  /** Something may not stand: the token in which it begins has to be another one. */
  | { takeBackFrom: number }
  /** It is complete at the offset; what stands behind is dropped. */
  | { endAt: number };

/** What a guarantee has no rule for it leaves out. */
export interface Guarantee {
  /** The constraint's. */
  readonly id: string;
  readonly kind: GuaranteeKind;
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
