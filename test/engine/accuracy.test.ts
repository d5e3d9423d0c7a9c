import assert from "node:assert/strict";
import { measureAccuracy, rises } from "../../bench/accuracy.js";
import { bundledModel, startEngine } from "../support/engine.js";

describe("steering the bundled model", function () {
  this.timeout(300_000);

  it("makes at least eight of ten constraints hold that the prompt does not mention", async () => {
    const engine = await startEngine();
    try {
      const rows = await measureAccuracy(engine.client, bundledModel, 20);
      const figures = rows.map(
        (row) => `${row.constraint} ${row.off.toFixed(2)} -> ${row.on.toFixed(2)}`,
      );
      assert.equal(rows.length, 10);
      assert.ok(rows.filter(rises).length >= 8, figures.join("\n"));
    } finally {
      await engine.dispose();
    }
  });
});
