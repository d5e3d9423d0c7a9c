/** What a machine can compute on, in the form passed between processes. */
import * as z from "zod";

/** One thing that can hold a model's layers: a graphics card, or the processor itself. */
export const deviceSchema = z.object({
  /** As named by its driver: "NVIDIA GeForce RTX 4070". */
  name: z.string(),
  kind: z.enum(["cuda", "metal", "vulkan", "cpu"]),
  memoryBytes: z.number().min(0),
  freeBytes: z.number().min(0),
});
export type Device = z.infer<typeof deviceSchema>;

/** Asks which devices there are; no model is needed. */
export const devicesRequestSchema = z.object({ kind: z.literal("devices") });

export const devicesResultSchema = z.object({
  /** Graphics cards first, the processor last. */
  devices: z.array(deviceSchema).min(1),
  /** What was found, and what models run on, in one line. */
  used: z.string(),
  /**
   * Why no graphics card is used although there may be one, and what to do, in one or two
   * sentences.
   */
  advice: z.string().optional(),
});
export type DevicesResult = z.infer<typeof devicesResultSchema>;
