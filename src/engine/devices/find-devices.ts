/** What this machine can compute on. */
import { availableParallelism, cpus, totalmem } from "node:os";
import type { DevicesResult } from "../../models/device-schema.js";

export async function findDevices(): Promise<DevicesResult> {
  const name = cpus()[0]?.model.trim() || `${availableParallelism()} processor cores`;
  return {
    devices: [{ name, kind: "cpu", memoryBytes: totalmem(), freeBytes: process.availableMemory() }],
    used: `Models run on the processor (${name}).`,
  };
}
