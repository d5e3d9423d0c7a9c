/** What an evaluation says of itself, for tests of what is made of it. */
import type { Meta } from "../../../src/evaluation/results.js";

export const sampleMeta: Meta = {
  model: "small",
  identity: "small/1",
  file: "small.gguf",
  layers: 6,
  width: 8,
  device: "CPU",
  date: "2026-01-02T03:04:05.000Z",
  tillerVersion: "1.2.3",
  prompts: "Held-out requests",
  queries: 4,
  seeds: [0],
  settings: ["none", "told", "steered", "both"],
  siblings: [],
  notes: [],
};
