/**
 * What libFuzzer calls with every input; bundled by `scripts/fuzz.mjs`, so that all of a parser, its
 * libraries included, is instrumented. A finding is kept before libFuzzer hears of it.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { targets } from "./targets.js";

const { TILLER_FUZZ_TARGET = "", TILLER_FUZZ_FINDINGS = "", TILLER_FUZZ_SEED = "" } = process.env;
const target = targets[TILLER_FUZZ_TARGET];

function keep(input: Uint8Array, error: unknown): void {
  const name = createHash("sha1").update(input).digest("hex").slice(0, 12);
  const [sentence = ""] = String(error).split("\n");
  mkdirSync(TILLER_FUZZ_FINDINGS, { recursive: true });
  writeFileSync(join(TILLER_FUZZ_FINDINGS, name), input);
  writeFileSync(
    join(TILLER_FUZZ_FINDINGS, `${name}.txt`),
    `${sentence.slice(0, 500)}\nSeed ${TILLER_FUZZ_SEED}.\n`,
  );
}

export function fuzz(data: Buffer): void | Promise<void> {
  const input = new Uint8Array(data);
  const failed = (error: unknown) => {
    keep(input, error);
    throw error;
  };
  try {
    return target?.check(input)?.catch(failed);
  } catch (error) {
    return failed(error);
  }
}
