import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Attempt,
  type FailedAttempt,
  LEAST_CONTEXT,
  nextAttempt,
} from "../../../../src/engine/loading/attempts.js";

/** Everything that is tried when all of it fails, at the stage that `stageOf` tells. */
function attempts(
  wanted: { gpuLayers: number; contextSize: number },
  stageOf: (attempt: Attempt) => FailedAttempt["stage"] = () => "context",
): { gpuLayers: number; contextSize: number }[] {
  const failed: FailedAttempt[] = [];
  let attempt: Attempt | undefined = wanted;
  while (attempt) {
    const gpuLayers = attempt.gpuLayers as number;
    failed.push({ ...attempt, gpuLayers, stage: stageOf(attempt) });
    attempt = nextAttempt(failed);
  }
  return failed.map(({ gpuLayers, contextSize }) => ({ gpuLayers, contextSize }));
}

describe("attempts at loading", () => {
  it("take layers off the graphics card, then shorten the context, then leave the card", () => {
    assert.deepEqual(attempts({ gpuLayers: 32, contextSize: 4096 }), [
      { gpuLayers: 32, contextSize: 4096 },
      { gpuLayers: 16, contextSize: 4096 },
      { gpuLayers: 8, contextSize: 4096 },
      { gpuLayers: 8, contextSize: 2048 },
      { gpuLayers: 8, contextSize: 1024 },
      { gpuLayers: 0, contextSize: 4096 },
      { gpuLayers: 0, contextSize: 2048 },
      { gpuLayers: 0, contextSize: 1024 },
    ]);
  });

  it("shorten no context where the model itself does not fit", () => {
    assert.deepEqual(
      attempts({ gpuLayers: 32, contextSize: 4096 }, () => "model").map(
        ({ gpuLayers }) => gpuLayers,
      ),
      [32, 16, 8, 0],
    );
    assert.equal(attempts({ gpuLayers: 0, contextSize: 4096 }, () => "model").length, 1);
  });

  it("leave a context alone that is short already", () => {
    assert.deepEqual(attempts({ gpuLayers: 0, contextSize: 512 }), [
      { gpuLayers: 0, contextSize: 512 },
    ]);
  });

  it("end, ask for less each time, and try the processor last", () => {
    const stages = fc.array(fc.constantFrom<FailedAttempt["stage"]>("model", "context"), {
      minLength: 1,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        stages,
        (gpuLayers, contextSize, script) => {
          let asked = 0;
          const tried = attempts(
            { gpuLayers, contextSize },
            () => script[asked++ % script.length] ?? "model",
          );
          assert.ok(tried.length < 40);
          assert.equal(tried.at(-1)?.gpuLayers, 0);
          const least = Math.min(contextSize, LEAST_CONTEXT);
          for (const [i, attempt] of tried.entries()) {
            assert.ok(attempt.contextSize >= least && attempt.contextSize <= contextSize);
            const before = tried[i - 1];
            if (!before) continue;
            assert.ok(attempt.gpuLayers <= before.gpuLayers);
            if (attempt.gpuLayers === before.gpuLayers) {
              assert.ok(attempt.contextSize < before.contextSize);
            }
          }
        },
      ),
    );
  });
});
