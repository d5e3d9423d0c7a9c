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
  /**
   * In units of the measured difference: 1 adds what the instruction itself causes, or moves to it.
   */
  strength: z.number(),
  /**
   * The furthest that a row of the residual stream is moved, as a share of its length; absent: no
   * limit.
   */
  cap: z.number().positive().optional(),
  /** Number of answer tokens over which the strength halves, again and again; absent: no decay. */
  decay: z.number().positive().optional(),
});
export type SteeringChoice = z.infer<typeof choiceSchema>;
