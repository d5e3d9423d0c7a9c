import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { conflictsIn, parseSelection } from "../../../../src/constraints/selection.js";
import * as builtInSelections from "../../../../src/selecting/presets/built-in-selections.js";
import { type Preset, PresetError, Presets } from "../../../../src/selecting/presets/presets.js";
import {
  type NamedSelection,
  readPresets,
} from "../../../../src/selecting/presets/written-presets.js";
import { FakeMemento } from "../fake-memento.js";
import { selectionOf } from "../written.js";

const concise = selectionOf(true, "length_constraints:concise");
const capitals = selectionOf(false, "change_case:english_capital");
const headline: Preset = { name: "Headline", selection: capitals, source: "built-in" };

class Shared extends EventEmitter<{ change: [] }> {
  presets: NamedSelection[] = [];
}

function start(memento = new FakeMemento(), shared = new Shared()) {
  return new Presets(memento, shared, () => [headline]);
}

const isPresetError = (error: Error) => error instanceof PresetError;

describe("Presets", () => {
  it("are there again in the next session, the writer's own first", async () => {
    const memento = new FakeMemento();
    const presets = start(memento);
    let changes = 0;
    presets.on("change", () => {
      changes += 1;
    });
    await presets.save(" Short ", concise);
    assert.equal(changes, 1);
    assert.deepEqual(start(memento).list(), [
      { name: "Short", selection: concise, source: "personal" },
      headline,
    ]);
  });

  it("take the place of one that has the name already", async () => {
    const presets = start();
    await presets.save("Short", concise);
    await presets.save("Short", capitals);
    assert.deepEqual(presets.find("Short").selection, capitals);
    assert.equal(presets.list().length, 2);
  });

  it("may have the name of a built-in one, which comes back when they go", async () => {
    const presets = start();
    await presets.save("Headline", concise);
    assert.equal(presets.find("Headline").source, "personal");
    await presets.remove("Headline");
    assert.deepEqual(presets.find("Headline"), headline);
  });

  it("are renamed, but not to the name of another", async () => {
    const presets = start();
    await presets.save("Short", concise);
    await presets.save("Loud", capitals);
    await presets.rename("Short", "Shorter");
    assert.deepEqual(presets.find("Shorter").selection, concise);
    await assert.rejects(presets.rename("Shorter", "Loud"), isPresetError);
    await presets.rename("Loud", "Loud");
  });

  it("refuse a name that is none, and to change what is not the writer's own", async () => {
    const presets = start();
    for (const name of ["", "  ", "a\nb", "x".repeat(61)]) {
      await assert.rejects(presets.save(name, concise), isPresetError);
    }
    await assert.rejects(presets.remove("Headline"), isPresetError);
    await assert.rejects(presets.rename("Headline", "Mine"), isPresetError);
    assert.throws(() => presets.find("Nowhere"), isPresetError);
  });

  it("come with the workspace, and tell when those change", () => {
    const shared = new Shared();
    const presets = start(new FakeMemento(), shared);
    let changes = 0;
    presets.on("change", () => {
      changes += 1;
    });
    shared.presets = [{ name: "House style", selection: concise }];
    shared.emit("change");
    assert.equal(changes, 1);
    assert.equal(presets.find("House style").source, "workspace");
  });

  for (const stored of ["nonsense", 3, null, { presets: [] }]) {
    it(`are the built-in ones when ${JSON.stringify(stored)} was stored`, async () => {
      const memento = new FakeMemento();
      await memento.update("tiller.presets", stored);
      assert.deepEqual(start(memento).list(), [headline]);
    });
  }
});

describe("Presets as they are written down", () => {
  it("keep what can be read, and say what cannot", () => {
    const { presets, faults } = readPresets([
      { name: "Short", constraints: ["length_constraints:concise", "from:the_future"], tell: true },
      { name: "", constraints: [] },
      { name: "No list", constraints: "length_constraints:concise" },
      { name: "Short", constraints: [] },
      "nonsense",
      { name: "Plain", constraints: [] },
    ]);
    assert.deepEqual(presets, [
      { name: "Short", selection: concise },
      { name: "Plain", selection: { constraints: [], tell: false } },
    ]);
    const wanted = [
      /Preset "Short": There is no constraint/,
      /Preset 2 .*\(wrong: name\)/,
      /Preset 3 .*\(wrong: constraints\)/,
      /two presets named "Short"/,
      /Preset 5 /,
    ];
    assert.equal(faults.length, wanted.length);
    wanted.forEach((pattern, place) => {
      assert.match(faults[place] ?? "", pattern);
    });
  });
});

describe("A built-in preset", () => {
  for (const [name, selection] of Object.entries(builtInSelections)) {
    it(`is a selection without conflicts: ${name}`, () => {
      assert.deepEqual(parseSelection(selection()), selection());
      assert.ok(selection().constraints.length > 0);
      assert.deepEqual(conflictsIn(selection()), []);
    });
  }
});
