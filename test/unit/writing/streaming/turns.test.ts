import assert from "node:assert/strict";
import { Turns } from "../../../../src/writing/streaming/turns.js";

/** Work that goes on until it is stopped. */
function work() {
  const log: string[] = [];
  let announce = () => {};
  const begun = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const run = (signal: AbortSignal) => {
    log.push("begun");
    announce();
    return new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => {
        log.push("stopped");
        resolve();
      });
    });
  };
  return { run, log, begun };
}

describe("Turns", () => {
  it("gives the turn to the newest of several that are taken", async () => {
    const turns = new Turns();
    const [first, second, third] = [work(), work(), work()];
    const all = [first, second, third].map(({ run }) => turns.take(run));
    await third.begun;
    await turns.stop();
    await Promise.all(all);
    assert.deepEqual([first.log, second.log, third.log], [[], [], ["begun", "stopped"]]);
  });

  it("leaves out what is offered while something that was taken waits or runs", async () => {
    const turns = new Turns();
    const [taken, offered] = [work(), work()];
    const running = turns.take(taken.run);
    await turns.offer(offered.run);
    await taken.begun;
    await turns.offer(offered.run);
    assert.deepEqual([taken.log, offered.log], [["begun"], []]);
    await turns.stop();
    await running;
  });

  it("stops what is offered for what is offered later, and for what is taken", async () => {
    const turns = new Turns();
    const [first, second, taken] = [work(), work(), work()];
    const offers = [turns.offer(first.run)];
    await first.begun;
    offers.push(turns.offer(second.run));
    await second.begun;
    const running = turns.take(taken.run);
    await taken.begun;
    await Promise.all(offers);
    assert.deepEqual(first.log, ["begun", "stopped"]);
    assert.deepEqual(second.log, ["begun", "stopped"]);
    await turns.stop();
    await running;
  });
});
