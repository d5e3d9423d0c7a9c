/** Which constraints a text holds, and why: what the writer sees after generating. */
import { z } from "zod";
import { findConstraint } from "./catalogue.js";
import type { Selection } from "./selection.js";

export const receiptLineSchema = z.object({
  id: z.string(),
  label: z.string(),
  held: z.boolean(),
  reason: z.string(),
  span: z.object({ start: z.number(), end: z.number() }).optional(),
});
export type ReceiptLine = z.infer<typeof receiptLineSchema>;

export const receiptSchema = z.object({
  lines: z.array(receiptLineSchema),
  held: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * One line per constraint that is on, in the selection's order, by the writer's reading.
 *
 * @throws UnknownConstraintError if the selection was not parsed by `parseSelection`.
 */
export function writeReceipt(text: string, selection: Selection): Receipt {
  const lines = selection.constraints.map(({ id, args }) => {
    const constraint = findConstraint(id);
    return { id, label: constraint.label, ...constraint.verify(text, args) };
  });
  const held = lines.filter((line) => line.held).length;
  return { lines, held, failed: lines.length - held };
}
