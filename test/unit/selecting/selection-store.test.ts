import assert from "node:assert/strict";
import type { Memento } from "vscode";
import { changed } from "../../../src/selecting/selection-changes.js";
import { SelectionStore } from "../../../src/selecting/selection-store.js";

const CAPITALS = "change_case:english_capital";
const BULLETS = "detectable_format:number_bullet_lists";

class FakeMemento implements Memento {
  private readonly values = new Map<string, unknown>();
  keys = () => [...this.values.keys()];
  get = <T>(key: string) => this.values.get(key) as T;
  update = async (key: string, value: unknown) => {
    // As VS Code stores it.
    this.values.set(key, JSON.parse(JSON.stringify(value)));
  };
}

const noDocument = () => undefined;

describe("SelectionStore", () => {
  it("begins with nothing on", () => {
    const store = new SelectionStore(new FakeMemento(), noDocument);
    assert.deepEqual(store.current, { constraints: [], tell: false });
  });

  it("tells of a new selection and has it in the next session", () => {
    const memento = new FakeMemento();
    const store = new SelectionStore(memento, noDocument);
    const seen: unknown[] = [];
    store.on("change", (selection) => seen.push(selection));
    const selection = {
      constraints: [{ id: BULLETS, args: { num_bullets: 3 }, dial: 1.2, guarantee: false }],
      tell: true,
    };
    store.set(selection);
    assert.deepEqual(seen, [selection]);
    assert.deepEqual(new SelectionStore(memento, noDocument).current, selection);
  });

  it("refuses what is no selection and keeps the one it has", () => {
    const store = new SelectionStore(new FakeMemento(), noDocument);
    const unknown = {
      constraints: [{ id: "case:title", args: {}, dial: 1, guarantee: false }],
      tell: false,
    };
    assert.throws(() => store.set(unknown), /There is no constraint "case:title"/);
    assert.deepEqual(store.current.constraints, []);
  });

  it("keeps the rest of a stored selection of which it does not know a part", async () => {
    const memento = new FakeMemento();
    await memento.update("tiller.selection", {
      constraints: [
        { id: "from:the_future", args: {}, dial: 1 },
        { id: CAPITALS, args: {}, dial: 9 },
        { id: BULLETS, args: {}, dial: 0.5 },
        "nonsense",
      ],
      tell: true,
    });
    assert.deepEqual(new SelectionStore(memento, noDocument).current, {
      constraints: [{ id: BULLETS, args: {}, dial: 0.5, guarantee: false }],
      tell: true,
    });
  });

  for (const stored of ["nonsense", null, 3, [], { constraints: {} }]) {
    it(`begins with nothing on when ${JSON.stringify(stored)} was stored`, async () => {
      const memento = new FakeMemento();
      await memento.update("tiller.selection", stored);
      assert.deepEqual(new SelectionStore(memento, noDocument).current, {
        constraints: [],
        tell: false,
      });
    });
  }
});

describe("changed", () => {
  const nothing = { constraints: [], tell: false };
  const capitals = { id: CAPITALS, args: {}, dial: 1, guarantee: false };
  const bullets = { id: BULLETS, args: { num_bullets: 3 }, dial: 0.7, guarantee: false };

  it("switches on at the calibrated strength, behind what is on", () => {
    const once = changed(nothing, { change: "on", id: CAPITALS, args: {} });
    const twice = changed(once, { change: "on", id: BULLETS, args: {} });
    assert.deepEqual(twice.constraints, [
      capitals,
      { id: BULLETS, args: {}, dial: 1, guarantee: false },
    ]);
  });

  it("gives new arguments to what is on already, and leaves its dial", () => {
    const before = { constraints: [bullets, capitals], tell: false };
    const after = changed(before, { change: "on", id: BULLETS, args: { num_bullets: 5 } });
    assert.deepEqual(after.constraints, [{ ...bullets, args: { num_bullets: 5 } }, capitals]);
    assert.deepEqual(before.constraints, [bullets, capitals], "a selection never changes");
  });

  it("refuses arguments that the constraint does not take", () => {
    assert.throws(
      () => changed(nothing, { change: "on", id: BULLETS, args: { num_bullets: -1 } }),
      /num_bullets/,
    );
  });

  it("guarantees, and stops to", () => {
    const before = { constraints: [bullets, capitals], tell: false };
    const guaranteed = changed(before, { change: "guarantee", id: BULLETS, guarantee: true });
    assert.deepEqual(guaranteed.constraints, [{ ...bullets, guarantee: true }, capitals]);
    const not = changed(guaranteed, { change: "guarantee", id: BULLETS, guarantee: false });
    assert.deepEqual(not, before);
  });

  it("switches off, turns the dial, and tells", () => {
    const before = { constraints: [bullets, capitals], tell: false };
    assert.deepEqual(changed(before, { change: "off", id: BULLETS }).constraints, [capitals]);
    assert.deepEqual(changed(before, { change: "dial", id: CAPITALS, dial: 2 }).constraints, [
      bullets,
      { ...capitals, dial: 2 },
    ]);
    assert.equal(changed(before, { change: "tell", tell: true }).tell, true);
  });
});
