import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { document, shippedPackages, thirdPartyDocument } from "../../../scripts/third-party.js";

/** Licences that ask for no more than to be named with their text. */
const ALLOWED = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Unlicense",
];

describe("what is shipped of others", function () {
  // Reads the licence of every package that is installed.
  this.timeout(600_000);

  it("is under licences that let it be shipped", () => {
    const shipped = shippedPackages();
    // A bundled one, one beside the bundles, and a library of another platform.
    for (const name of ["vega", "node-llama-cpp", "@node-llama-cpp/win-x64"]) {
      assert.ok(
        shipped.some((one) => one.name === name),
        name,
      );
    }
    const others = shipped.filter(({ licence }) => !isAllowed(licence));
    assert.deepEqual(others, []);
  });

  it("stands in THIRD_PARTY.md as npm run docs:third-party writes it", async () => {
    assert.equal(readFileSync(document, "utf8"), await thirdPartyDocument());
  });
});

/** Of several that one can choose between, one is enough. */
function isAllowed(expression: string): boolean {
  const choices = expression.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every((one) => ALLOWED.includes(one)));
}
