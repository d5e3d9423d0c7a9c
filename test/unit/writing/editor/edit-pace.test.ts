import assert from "node:assert/strict";
import { EditPace } from "../../../../src/writing/editor/edit-pace.js";

/** Goes on only where somebody waits. */
function fakeClock() {
  const clock = {
    time: 1000,
    waited: [] as number[],
    now: () => clock.time,
    wait: async (milliseconds: number) => {
      clock.waited.push(milliseconds);
      clock.time += milliseconds;
    },
  };
  return clock;
}

describe("the pace of a stream's edits", () => {
  it("lets the first begin at once, and each one after it 33 ms behind the one before", async () => {
    const clock = fakeClock();
    const pace = new EditPace(clock);
    await pace.next();
    assert.equal(clock.time, 1000);
    clock.time += 10;
    await pace.next();
    assert.equal(clock.time, 1033);
    await pace.next();
    assert.equal(clock.time, 1066);
  });

  it("does not wait where the edit before took longer than that", async () => {
    const clock = fakeClock();
    const pace = new EditPace(clock);
    await pace.next();
    clock.time += 40;
    await pace.next();
    assert.deepEqual(clock.waited, []);
  });

  it("leaves the editor to a person who types, until half a second after the last key", async () => {
    const clock = fakeClock();
    const pace = new EditPace(clock);
    await pace.next();
    pace.typed();
    await pace.next();
    assert.equal(clock.time, 1066);
    clock.time = 1499;
    await pace.next();
    clock.time = 1500;
    await pace.next();
    assert.equal(clock.time, 1532, "33 ms behind the one at 1499");
  });

  it("ends a wait that is under way, and lets no more begin", async () => {
    const pace = new EditPace();
    await pace.next();
    const waiting = pace.next();
    pace.end();
    await waiting;
    const unhurried = new EditPace({ now: () => 0, wait: () => new Promise(() => {}) });
    await unhurried.next();
    unhurried.end();
    await unhurried.next();
  });
});
