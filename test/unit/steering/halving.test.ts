import assert from "node:assert/strict";
import { candidates } from "../../../src/steering/calibration.js";
import type { SteeringChoice } from "../../../src/steering/choice.js";
import { findChoice, searchCost } from "../../../src/steering/halving.js";

const EXAMPLES = 12;
const choices = candidates(6, false);
const never = new Array<boolean>(EXAMPLES).fill(false);

/** A search in which `holds` says how each candidate does, and the number of texts it wrote. */
function search(
  holds: (index: number, example: number) => boolean,
  { off = never, degenerate = (_: number): boolean => false } = {},
) {
  let texts = 0;
  const tried = new Set<string>();
  const tryOut = async (group: readonly SteeringChoice[], from: number, to: number) =>
    group.map((choice) =>
      Array.from({ length: to - from }, (_, i) => {
        const index = choices.indexOf(choice);
        const key = `${index} ${from + i}`;
        assert.ok(!tried.has(key), `text ${key} was written twice`);
        tried.add(key);
        texts += 1;
        return { held: holds(index, from + i), degenerate: degenerate(index) };
      }),
    );
  return findChoice({ candidates: choices, off, tryOut }).then((found) => ({
    index: found ? choices.indexOf(found.choice) : undefined,
    trials: found?.trials.length,
    texts,
  }));
}

describe("the search for a choice", () => {
  it("ends with the first candidate when that is perfect", async () => {
    const found = await search(() => true);
    assert.deepEqual(found, { index: 0, trials: EXAMPLES, texts: EXAMPLES });
    assert.equal(searchCost(choices.length, EXAMPLES).least, EXAMPLES);
  });

  it("finds the one candidate that works, tried on all examples", async () => {
    for (const good of [1, 17, choices.length - 1]) {
      const found = await search((index) => index === good);
      assert.equal(found.index, good);
      assert.equal(found.trials, EXAMPLES);
      assert.ok(found.texts <= searchCost(choices.length, EXAMPLES).most);
    }
  });

  it("prefers the better of two", async () => {
    const share = new Map([
      [3, 0.5],
      [20, 0.8],
    ]);
    // Spread evenly, so that the first examples tell as much as the rest.
    const { index } = await search((i, example) => ((example * 7) % 12) / 12 < (share.get(i) ?? 0));
    assert.equal(index, 20);
  });

  it("does not count a constraint that holds in a broken text", async () => {
    const { index } = await search(() => true, { degenerate: (i) => i !== 5 });
    assert.equal(index, 5);
  });

  it("writes nothing where no steering is as good already", async () => {
    const off = never.map((_, i) => i > 0);
    assert.deepEqual(await search(() => true, { off }), {
      index: undefined,
      trials: undefined,
      texts: 0,
    });
  });

  it("leaves steering off when it is not clearly better than none", async () => {
    const off = never.map((_, i) => i < 6);
    const gaining = (count: number) => search((_, example) => example < 6 + count, { off });
    assert.equal((await gaining(0)).index, undefined);
    assert.equal((await gaining(1)).index, undefined);
    assert.equal((await gaining(2)).index, 0);
  });

  it("gives up early on what never works", async () => {
    const { index, texts } = await search(() => false);
    assert.equal(index, undefined);
    assert.ok(texts < 3 * choices.length, String(texts));
  });

  it("works with fewer examples than a round has", async () => {
    assert.equal((await search((i) => i === 2, { off: [false, false, false] })).index, 2);
    assert.equal((await search(() => true, { off: [] })).index, undefined);
  });
});
