/**
 * Which constraints a text holds, and why: what the writer sees after generating. The verifiers
 * that write it are in `write-receipt.ts`; a process that only shows receipts does without them.
 */
import * as z from "zod";
import { guaranteeKind } from "./definition/constraint.js";

export const receiptLineSchema = z.object({
  id: z.string(),
  label: z.string(),
  held: z.boolean(),
  reason: z.string(),
  span: z.object({ start: z.number(), end: z.number() }).optional(),
});

export const receiptSchema = z.object({
  lines: z.array(receiptLineSchema),
  held: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** What a guarantee did to one text. */
export const guaranteeReportSchema = z.object({
  id: z.string(),
  kind: guaranteeKind,
  /** How often it had to act; 0: the model held the constraint by itself. */
  interventions: z.int().nonnegative(),
});
export type GuaranteeReport = z.infer<typeof guaranteeReportSchema>;
