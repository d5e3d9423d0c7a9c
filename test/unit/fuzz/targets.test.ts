/** A short, repeatable run of what `npm run fuzz` does at length, and all that it ever found. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { mutatedBytes, mutatedJson } from "../../fuzz/mutate.js";
import type { FuzzTarget } from "../../fuzz/target.js";
import { targets } from "../../fuzz/targets.js";

const findings = join(import.meta.dirname, "../../fuzz/findings");
const SEED = 9;

/** Files take a millisecond each. */
const runsOf = ({ isAsync }: FuzzTarget) => (isAsync ? 60 : 300);

function keptOf(name: string): string[] {
  const folder = join(findings, name);
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => !file.endsWith(".txt"))
        .map((file) => join(folder, file))
    : [];
}

async function holds(
  target: FuzzTarget,
  inputs: fc.Arbitrary<Uint8Array>,
  numRuns: number,
): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => target.check(input));
  await fc.assert(property, { seed: SEED, numRuns });
}

describe("data that we did not write", () => {
  for (const [name, target] of Object.entries(targets)) {
    describe(name, () => {
      it("is read as it usually is", async () => {
        for (const seed of target.seeds) await target.check(seed);
      });

      it("is read or refused in a sentence when it is damaged", () =>
        holds(target, mutatedBytes(target.seeds), runsOf(target)));

      if (target.isJson) {
        it("is read or refused in a sentence when its values are others", () =>
          holds(target, mutatedJson(target.seeds), runsOf(target)));
      }

      for (const file of keptOf(name)) {
        it(`is read or refused as in ${file.slice(findings.length + 1)}`, async () => {
          await target.check(new Uint8Array(readFileSync(file)));
        });
      }
    });
  }
});
