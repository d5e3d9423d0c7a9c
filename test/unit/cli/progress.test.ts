import assert from "node:assert/strict";
import { mock } from "node:test";
import { type ProgressDisplay, progressDisplay } from "../../../src/cli/progress.js";

const WRITING = "Writing 96 texts with small";

describe("the progress of a long command", () => {
  let now: number;
  let written: string;
  beforeEach(() => {
    now = 0;
    written = "";
    mock.timers.enable({ apis: ["setTimeout"] });
    mock.method(performance, "now", () => now);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  const display = (isTerminal: boolean): ProgressDisplay =>
    progressDisplay(isTerminal, (text) => {
      written += text;
    });
  const pass = (milliseconds: number) => {
    now += milliseconds;
    mock.timers.tick(milliseconds);
  };
  const lines = () => written.split("\n").slice(0, -1);

  describe("where no line can be written over", () => {
    it("has none of what is over within a second", () => {
      const shown = display(false);
      shown.show({ message: "Loading small" });
      pass(900);
      shown.show({ message: WRITING, fraction: 0.9 });
      shown.clear();
      pass(60_000);
      assert.equal(written, "");
    });

    it("says of what takes longer what it is, though nothing more is heard of it", () => {
      const shown = display(false);
      shown.show({ message: "Loading small" });
      pass(60_000);
      assert.deepEqual(lines(), ["Loading small"]);
    });

    it("has a line for other work, and one every ten seconds for the same", () => {
      const shown = display(false);
      shown.show({ message: "Loading small" });
      pass(2_000);
      for (let texts = 0; texts <= 96; texts += 1) {
        shown.show({ message: WRITING, fraction: texts / 96 });
        pass(500);
      }
      assert.deepEqual(lines(), [
        "Loading small",
        `${WRITING} 1 %`,
        `${WRITING} 22 %, 38 seconds left`,
        `${WRITING} 43 %, 28 seconds left`,
        `${WRITING} 64 %, 18 seconds left`,
        `${WRITING} 84 %, 8 seconds left`,
      ]);
    });

    it("is at most a line a second, however much is begun", () => {
      const shown = display(false);
      for (let word = 0; word < 100; word += 1) {
        shown.show({ message: `Measuring word ${word}` });
        pass(100);
      }
      assert.equal(lines().length, 10);
    });

    it("does not say the same again", () => {
      const shown = display(false);
      for (let i = 0; i < 10; i += 1) {
        shown.show({ message: WRITING, fraction: 0 });
        pass(10_000);
      }
      assert.deepEqual(lines(), [`${WRITING} 0 %`]);
    });

    it("tells of a download how much has come, with the time that it says is left", () => {
      const shown = display(false);
      const transfer = { bytes: 1.2e9, total: 2.5e9, rate: 12.3e6 };
      pass(1_000);
      shown.show({ message: "Downloading a.gguf", fraction: 0.48, secondsLeft: 106, transfer });
      assert.deepEqual(lines(), [
        "Downloading a.gguf: 1.20 GB of 2.50 GB, 12.3 MB/s 48 %, 2 minutes left",
      ]);
    });
  });

  it("is one line of a terminal, written over at once and taken away", () => {
    const shown = display(true);
    shown.show({ message: "Loading small" });
    shown.show({ message: WRITING, fraction: 0.25 });
    assert.equal(written, `\r\x1b[KLoading small\r\x1b[K${WRITING} 25 %`);
    shown.clear();
    shown.clear();
    assert.ok(written.endsWith(`25 %\r\x1b[K`));
  });
});
