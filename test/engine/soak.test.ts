import assert from "node:assert/strict";
import { growthIn } from "../soak/growth.js";
import { soak } from "../soak/soak.js";

const REQUESTS = 60;

describe("a short soak", function () {
  this.timeout(600_000);

  it("has one outcome for each request, and leaves no handle and no listener", async () => {
    const report = await soak(REQUESTS, 9);
    const { done, cancelled, failed } = report.outcomes;
    assert.equal(done + cancelled + failed, REQUESTS);
    assert.ok(done > 0 && cancelled > 0 && failed > 0, JSON.stringify(report.outcomes));
    assert.deepEqual(report.faults, []);
    const { before, after } = growthIn(report);
    // Memory wants more requests than these: `npm run soak`.
    for (const key of ["engineHandles", "clientHandles", "clientListeners"] as const) {
      assert.ok(after[key] <= before[key], `${key}: ${before[key]}, then ${after[key]}`);
    }
  });
});
