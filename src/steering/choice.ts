/** How one vector is used on one model: what calibration chooses and a plan applies. */
import * as z from "zod";

export const operationSchema = z.enum(["add", "target", "raise"]);
export type Operation = z.infer<typeof operationSchema>;

/**
 * Which tokens are steered: `all` (prompt and answer, as in the paper), `from-last` (the last
 * prompt token and the answer; leaves the prompt's cached cells valid), or `last-only` (the last
 * prompt token alone).
 */
export const positionsSchema = z.enum(["all", "from-last", "last-only"]);
export type Positions = z.infer<typeof positionsSchema>;

export const choiceSchema = z.object({
  /** Zero-based block whose output is steered. */
  layer: z.int().min(0),
  operation: operationSchema,
  positions: positionsSchema,
  /** In units of the measured difference: 1 adds, or moves to, what the instruction itself causes. */
  strength: z.number(),
  /** The furthest a row of the residual stream is moved, as a share of its length; absent: any way. */
  cap: z.number().positive().optional(),
  /** Tokens of the answer in which the strength halves, and halves again; absent: it stays. */
  decay: z.number().positive().optional(),
});
export type SteeringChoice = z.infer<typeof choiceSchema>;
