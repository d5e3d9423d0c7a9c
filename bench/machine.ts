/** The machine that a benchmark ran on, needed to interpret its figures. */
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { z } from "zod";

export const machineSchema = z.object({
  processor: z.string(),
  cores: z.number(),
  memoryGB: z.number(),
  /** One-minute average when the benchmark began. */
  load: z.number(),
  /** Where the model's tensors were: "CPU", or a device named by ggml. */
  device: z.string(),
});

export type Machine = z.infer<typeof machineSchema>;

const load = loadavg()[0] ?? 0;

export function thisMachine(device = "CPU"): Machine {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    load: Number(load.toFixed(1)),
    device,
  };
}
