import assert from "node:assert/strict";
import { fromPageSchema, toPageSchema } from "../../../src/sidebar/messages.js";

describe("messages from the sidebar's page", () => {
  const good = [
    { type: "ready" },
    { type: "run", command: "continue" },
    { type: "run", command: "saveSelectionToDocument" },
    { type: "run", command: "useDocumentSelection" },
    { type: "apply-preset", name: "Headline" },
    { type: "show-place", line: 0 },
    { type: "show-variant", index: 3 },
    { type: "resolve" },
    { type: "measure" },
    { type: "select", change: { change: "tell", tell: true } },
    { type: "select", change: { change: "off", id: "punctuation:no_comma" } },
    { type: "select", change: { change: "dial", id: "punctuation:no_comma", dial: 2 } },
    {
      type: "select",
      change: { change: "guarantee", id: "detectable_format:json_format", guarantee: true },
    },
    { type: "select", change: { change: "on", id: "punctuation:no_comma", args: {} } },
  ];
  for (const message of good) {
    it(`takes ${JSON.stringify(message)}`, () => {
      assert.deepEqual(fromPageSchema.parse(message), message);
    });
  }

  const bad = [
    undefined,
    "ready",
    { type: "run", command: "workbench.action.quit" },
    { type: "run", command: "deletePreset" },
    { type: "run" },
    { type: "apply-preset" },
    { type: "show-place", line: -1 },
    { type: "show-variant", index: 0.5 },
    { type: "select" },
    { type: "select", change: { change: "dial", id: "punctuation:no_comma", dial: 3 } },
    { type: "select", change: { change: "dial", id: "punctuation:no_comma" } },
    { type: "select", change: { change: "on", args: {} } },
  ];
  for (const message of bad) {
    it(`refuses ${JSON.stringify(message)}`, () => {
      assert.equal(fromPageSchema.safeParse(message).success, false);
    });
  }
});

describe("messages to the sidebar's page", () => {
  it("carry a whole state", () => {
    const state = {
      selection: { constraints: [], tell: false },
      presets: [{ name: "Headline", isCurrent: true }],
      conflicts: [],
      effects: { "punctuation:no_comma": { summary: "0% → 100%", help: "It helps." } },
      commands: ["stop"],
      activity: { message: "Loading", fraction: 0.5 },
    };
    assert.deepEqual(toPageSchema.parse({ type: "state", state }), { type: "state", state });
  });

  it("are refused when they carry half of one", () => {
    assert.equal(
      toPageSchema.safeParse({ type: "state", state: { conflicts: [] } }).success,
      false,
    );
  });
});
