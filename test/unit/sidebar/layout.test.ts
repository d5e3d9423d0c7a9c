import assert from "node:assert/strict";
import { declarations } from "../../../src/constraints/declarations.js";
import { toPageSchema } from "../../../src/sidebar/messages.js";
import { sidebarLayout } from "./in-the-editor.js";

const layout = sidebarLayout();
const groups = [...layout.groups, ...layout.moreGroups];
const controls = groups.flatMap((group) => group.controls);

describe("the sidebar's layout", () => {
  it("fits into a message to the page", () => {
    const message = { type: "layout", layout };
    assert.deepEqual(toPageSchema.parse(message), message);
  });

  it("has every constraint once, and few of them in view from the start", () => {
    const ids = controls.map(({ id }) => id).sort();
    assert.deepEqual(ids, declarations.map(({ id }) => id).sort());
    const first = layout.groups.flatMap((group) => group.controls);
    assert.ok(first.length <= 10, `${first.length} in view`);
  });

  it("keeps the constraints of one family together", () => {
    for (const side of [layout.groups, layout.moreGroups]) {
      const titles = side.map(({ title }) => title);
      assert.equal(new Set(titles).size, titles.length);
    }
  });

  it("calls every argument by a word for a person, and those of one constraint apart", () => {
    for (const { id, needed, fields } of controls) {
      const shown = [...(needed ? [needed] : []), ...fields];
      for (const { label } of shown) assert.match(label, /^[A-Z][a-z ]+$/, `${id}: ${label}`);
      // What stands in for the switch bears the constraint's own name.
      const labels = fields.map(({ label }) => label);
      assert.equal(new Set(labels).size, labels.length, id);
    }
  });

  it("offers languages by name, and none", () => {
    const language = controls.find(({ id }) => id === "language:response_language")?.needed;
    assert.ok(language?.kind === "choice" && language.none);
    assert.ok(language.options.some(({ value, label }) => value === "fr" && label === "French"));
  });
});
