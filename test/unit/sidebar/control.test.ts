import assert from "node:assert/strict";
import * as z from "zod";
import { declarations, findDeclaration } from "../../../src/constraints/declarations.js";
import { parseSelection } from "../../../src/constraints/selection.js";
import { controlFor } from "../../../src/sidebar/control.js";

const control = (id: string) => controlFor(findDeclaration(id));
const namesAndKinds = (id: string) => control(id).fields.map(({ name, kind }) => [name, kind]);

describe("controlFor", () => {
  it("is a bare switch for a constraint without arguments", () => {
    const { needed, fields, initialArguments } = control("change_case:english_capital");
    assert.deepEqual([needed, fields, initialArguments], [undefined, [], {}]);
  });

  it("leaves a number away that the constraint can do without", () => {
    const { fields, initialArguments } = control("detectable_format:number_bullet_lists");
    const name = "num_bullets";
    assert.deepEqual(fields, [
      { kind: "number", name, label: name, min: 1, max: 100, optional: true },
    ]);
    assert.deepEqual(initialArguments, {});
  });

  it("begins with a number where one is needed, behind the relation", () => {
    const { fields, initialArguments } = control("length_constraints:number_sentences");
    assert.deepEqual(initialArguments, { num_sentences: 3 });
    const [relation, number] = fields;
    assert.ok(relation?.kind === "choice" && number?.kind === "number");
    assert.ok(relation.options.some(({ value }) => value === "at least"));
    assert.equal(number.optional, false);
  });

  it("asks for the words that a constraint cannot do without in place of its switch", () => {
    const needed = (id: string) => [control(id).needed?.name, control(id).needed?.kind];
    assert.deepEqual(needed("startend:end_checker"), ["end_phrase", "text"]);
    assert.deepEqual(needed("keywords:existence"), ["keywords", "list"]);
  });

  it("asks for words that have a default beside the switch", () => {
    const marker = "detectable_content:postscript";
    assert.equal(control(marker).needed, undefined);
    assert.deepEqual(namesAndKinds(marker), [["postscript_marker", "text"]]);
    assert.deepEqual(namesAndKinds("detectable_format:constrained_response"), [
      ["options", "list"],
    ]);
  });

  for (const declaration of declarations) {
    const { id, needed, fields, initialArguments } = controlFor(declaration);

    it(`has a field for every argument of ${id}`, () => {
      const { properties = {} } = z.toJSONSchema(declaration.args, { io: "input" });
      const named = [...(needed ? [needed] : []), ...fields].map(({ name }) => name);
      assert.deepEqual(named.sort(), Object.keys(properties).sort());
    });

    it(`switches ${id} on with arguments that it takes`, () => {
      const word = id.startsWith("language:") ? "fr" : "a";
      const given = needed && { [needed.name]: needed.kind === "list" ? [word] : word };
      const constraints = [{ id, args: { ...initialArguments, ...given } }];
      assert.equal(parseSelection({ constraints }).constraints.length, 1);
    });
  }
});
