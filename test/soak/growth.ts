/** Whether what was read during a soak has grown. */
import type { Reading, SoakReport } from "./soak.js";

export interface Growth {
  /** Right after the warm-up, and the lowest towards the end. */
  before: Reading;
  after: Reading;
  /** One sentence each. */
  findings: string[];
}

/** In so much of a soak all is loaded and measured once that ever will be. */
const WARM_UP = 0.2;
/** The readings of the end, of which the lowest counts: a collector may not have run before the others. */
const END = 0.2;
const MOST_MEMORY = 1.05;

export function growthIn({ readings }: SoakReport): Growth {
  const before = readings[Math.floor(readings.length * WARM_UP)];
  const end = readings.slice(-Math.max(1, Math.floor(readings.length * END)));
  if (!before) throw new RangeError("Nothing was read.");
  const lowest = (key: keyof Reading) => Math.min(...end.map((reading) => reading[key]));
  const after: Reading = {
    requests: readings.at(-1)?.requests ?? 0,
    engineMegabytes: lowest("engineMegabytes"),
    engineHandles: lowest("engineHandles"),
    clientHandles: lowest("clientHandles"),
    clientListeners: lowest("clientListeners"),
  };
  const findings: string[] = [];
  if (after.engineMegabytes > before.engineMegabytes * MOST_MEMORY) {
    findings.push("The engine's memory has grown by more than 5 %.");
  }
  for (const key of ["engineHandles", "clientHandles", "clientListeners"] as const) {
    if (after[key] > before[key]) findings.push(`There are more ${key} than after the warm-up.`);
  }
  return { before, after, findings };
}
