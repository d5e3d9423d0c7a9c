import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";

const LIMIT_BYTES = 500_000;
const bundle = join(import.meta.dirname, "../../dist/extension.cjs");

describe("the extension's bundle", () => {
  it("is small: VS Code reads all of it whenever a window opens", async () => {
    const { size } = await stat(bundle);
    assert.ok(size < LIMIT_BYTES, `${size} bytes; the limit is ${LIMIT_BYTES}`);
  });
});
