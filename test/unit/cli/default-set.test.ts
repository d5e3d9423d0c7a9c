import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultSet } from "../../../src/cli/default-set.js";
import { findDeclaration } from "../../../src/constraints/declarations.js";
import { calibrationFileSchema } from "../../../src/steering/calibration.js";
import { neededVectors } from "../../../src/steering/contrast.js";

const tiny = join(import.meta.dirname, "../../tiny/vectors/tiller-tiny");

describe("the default set", () => {
  it("is what the vector set of the model for tests was made for", () => {
    const file: unknown = JSON.parse(readFileSync(join(tiny, "calibration.json"), "utf8"));
    const { choices } = calibrationFileSchema.parse(file);
    const keys = defaultSet().map((active) =>
      findDeclaration(active.id).steering.words
        ? active.id
        : (neededVectors(active)[0]?.name ?? assert.fail(active.id)),
    );
    assert.deepEqual(keys.toSorted(), Object.keys(choices).toSorted());
  });
});
