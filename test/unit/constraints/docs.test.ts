import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { constraintsDocument, readmeWithTable } from "../../../scripts/constraint-docs.js";

describe("docs/constraints.md", () => {
  it("is what npm run docs:constraints writes", () => {
    const file = fileURLToPath(new URL("../../../docs/constraints.md", import.meta.url));
    assert.equal(readFileSync(file, "utf8"), constraintsDocument());
  });
});

describe("the README's table of constraints", () => {
  it("is what npm run docs:constraints writes", () => {
    const file = fileURLToPath(new URL("../../../README.md", import.meta.url));
    const text = readFileSync(file, "utf8");
    assert.equal(text, readmeWithTable(text));
  });
});
