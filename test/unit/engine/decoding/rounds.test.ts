import assert from "node:assert/strict";
import { Rounds } from "../../../../src/engine/decoding/rounds.js";

/** Takes some turns, each noted as the batch it shared. */
async function participant(
  rounds: Rounds,
  turns: number,
  note: (turn: number) => void,
): Promise<void> {
  rounds.join();
  try {
    for (let turn = 0; turn < turns; turn++) {
      await rounds.turn();
      note(turn);
      // Some take longer until they ask again.
      for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    rounds.leave();
  }
}

describe("rounds", () => {
  it("let everybody take a turn before anybody takes the next", async () => {
    const rounds = new Rounds();
    const noted: number[] = [];
    await Promise.all([3, 3, 3].map((turns) => participant(rounds, turns, (t) => noted.push(t))));
    assert.deepEqual(noted, [0, 0, 0, 1, 1, 1, 2, 2, 2]);
  });

  it("go on without those who have finished", async () => {
    const rounds = new Rounds();
    const noted: number[] = [];
    await Promise.all([1, 3, 2].map((turns) => participant(rounds, turns, (t) => noted.push(t))));
    assert.deepEqual(noted, [0, 0, 0, 1, 1, 2]);
  });

  it("do not wait for one who works outside of them", async () => {
    const rounds = new Rounds();
    rounds.join();
    let end = () => {};
    const work = rounds.outside(() => new Promise<void>((resolve) => (end = resolve)));
    let turns = 0;
    await participant(rounds, 3, () => turns++);
    assert.equal(turns, 3);
    end();
    await work;
    rounds.leave();
  });
});
