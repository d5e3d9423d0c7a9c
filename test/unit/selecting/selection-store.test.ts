import assert from "node:assert/strict";
import { changed, toggled } from "../../../src/selecting/selection-changes.js";
import { type ActiveDocument, SelectionStore } from "../../../src/selecting/selection-store.js";
import { FakeMemento } from "./fake-memento.js";
import { selectionOf } from "./written.js";

const CAPITALS = "change_case:english_capital";
const BULLETS = "detectable_format:number_bullet_lists";

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

describe("The selection of a document", () => {
  const inText = selectionOf(true, CAPITALS);
  const inSettings = selectionOf(false, BULLETS);
  const switched = selectionOf(false, "length_constraints:concise");
  const shared = selectionOf(false, "length_constraints:verbose");
  const note: ActiveDocument = {
    uri: "file:///note.md",
    own: { origin: "document", selection: inText },
  };
  const mail: ActiveDocument = {
    uri: "file:///mail.txt",
    own: { origin: "settings", selection: inSettings },
  };
  const plain: ActiveDocument = { uri: "file:///plain.md" };

  function start() {
    const seat: { document: ActiveDocument | undefined } = { document: undefined };
    const memento = new FakeMemento();
    const store = new SelectionStore(memento, () => seat.document);
    const open = (document: ActiveDocument | undefined) => {
      seat.document = document;
      store.refresh();
    };
    store.set(shared);
    return { store, open, memento };
  }

  it("is its own while it is active, and the workspace's elsewhere", () => {
    const { store, open } = start();
    const seen: unknown[] = [];
    store.on("change", (selection) => seen.push([store.origin, selection]));
    for (const document of [note, note, plain, undefined, mail]) open(document);
    assert.deepEqual(seen, [
      ["document", inText],
      ["workspace", shared],
      ["settings", inSettings],
    ]);
  });

  it("is what was switched for it, for it alone, and only in this session", () => {
    const { store, open, memento } = start();
    open(note);
    store.set(switched);
    assert.deepEqual([store.origin, store.current], ["session", switched]);
    open(mail);
    assert.deepEqual([store.origin, store.current], ["settings", inSettings]);
    open(plain);
    assert.deepEqual([store.origin, store.current], ["workspace", shared]);
    open(note);
    assert.deepEqual([store.origin, store.current], ["session", switched]);
    assert.deepEqual(new SelectionStore(memento, noDocument).current, shared);
  });

  it("is its own again when that is asked for", () => {
    const { store, open } = start();
    open(note);
    store.set(switched);
    store.useOwn();
    assert.deepEqual([store.origin, store.current], ["document", inText]);
    store.set(switched);
    assert.equal(store.origin, "session");
  });

  it("is read anew when its text has another one", () => {
    const { store, open } = start();
    open(note);
    store.set(switched);
    const edited = selectionOf(false, CAPITALS);
    open({ uri: note.uri, own: { origin: "document", selection: edited } });
    assert.deepEqual([store.origin, store.current], ["document", edited]);
    open(note);
    assert.deepEqual([store.origin, store.current], ["document", inText]);
  });

  it("is forgotten with a document that had no name", () => {
    const { store, open } = start();
    open(note);
    store.set(switched);
    store.forget(note.uri);
    assert.equal(store.origin, "document");
  });

  it("goes to the workspace where the document has none", () => {
    const { store, open, memento } = start();
    open(plain);
    store.set(switched);
    assert.equal(store.origin, "workspace");
    assert.deepEqual(new SelectionStore(memento, noDocument).current, switched);
  });
});

describe("toggled", () => {
  const [three, five] = [`${BULLETS},num_bullets=3`, `${BULLETS},num_bullets=5`];
  const on = (selection: ReturnType<typeof selectionOf>, written: string) =>
    toggled(selection, selectionOf(false, written).constraints[0] ?? assert.fail());

  it("switches on, off when it is on so, and over when it is on otherwise", () => {
    const once = on(selectionOf(true, CAPITALS), three);
    assert.deepEqual(once, selectionOf(true, CAPITALS, three));
    assert.deepEqual(on(once, five), selectionOf(true, CAPITALS, five));
    assert.deepEqual(on(once, `${three}@0.5`), selectionOf(true, CAPITALS, `${three}@0.5`));
    assert.deepEqual(on(once, three), selectionOf(true, CAPITALS));
  });
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
