/** `npm run soak [-- --requests N] [--seed N]`: a long soak and its figures; it fails when something grows. */
import { parseArgs } from "node:util";
import { growthIn } from "./growth.js";
import { type Reading, soak } from "./soak.js";

const { values } = parseArgs({
  options: { requests: { type: "string" }, seed: { type: "string" } },
});
const started = performance.now();
const report = await soak(Number(values.requests ?? 1000), Number(values.seed ?? 9), say);
const { before, after, findings } = growthIn(report);
const count = (of: Record<string, number>) =>
  Object.entries(of)
    .map(([name, times]) => `${times} ${name}`)
    .join(", ");
console.log(`\n${count(report.kinds)}`);
console.log(
  `${count(report.outcomes)}, in ${Math.round((performance.now() - started) / 1000)} s, seed ${report.seed}`,
);
console.log("After the warm-up, and the lowest at the end:");
say(before);
say(after);
const faults = [...report.faults, ...findings];
for (const fault of faults) console.log(fault);
console.log(faults.length === 0 ? "Nothing has grown." : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;

function say({ requests, engineMegabytes, ...counts }: Reading): void {
  const { engineHandles, clientHandles, clientListeners } = counts;
  console.log(
    `${requests} requests: engine ${engineMegabytes.toFixed(1)} MB, ${engineHandles} handles; client ${clientHandles} handles, ${clientListeners} listeners`,
  );
}
