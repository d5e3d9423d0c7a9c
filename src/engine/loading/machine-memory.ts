/** The memory of this machine. */
import { totalmem } from "node:os";

/** Bytes that this process may use at most: in a container, those that it is allowed. */
export function machineMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}
