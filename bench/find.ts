/**
 * How long it takes to find 20 models in the folders of all known programs: `npm run bench:find [--
 * --json]`. Headers are read the first time and remembered afterwards.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ModelFinder } from "../src/models/find/find-models.js";
import { writeLayouts } from "../test/support/model-layouts.js";
import { temporaryFolder } from "../test/support/random-model.js";
import { median } from "./median.js";

const RUNS = 15;

const { values } = parseArgs({ options: { json: { type: "boolean" } } });
const home = temporaryFolder();
try {
  const { folder, downloads } = writeLayouts(home.path);
  const first: number[] = [];
  const again: number[] = [];
  let models = 0;
  for (let i = 0; i < RUNS; i++) {
    const finder = new ModelFinder();
    for (const times of [first, again]) {
      const begin = performance.now();
      const found = await finder.find({
        packageRoot: join(home.path, "none"),
        downloads: [downloads],
        folders: [folder],
        files: [],
        maxContext: 8192,
        calibrated: [],
        surroundings: { platform: "linux", environment: {}, home: home.path },
      });
      times.push(performance.now() - begin);
      models = found.length;
    }
  }
  const report = {
    models,
    firstMs: median(first),
    againMs: median(again),
    slowestMs: Math.max(...first),
  };
  process.stdout.write(
    values.json
      ? `${JSON.stringify(report)}\n`
      : `${models} models: ${report.firstMs.toFixed(0)} ms the first time (at most ${report.slowestMs.toFixed(0)} ms), ${report.againMs.toFixed(0)} ms again\n`,
  );
} finally {
  home.remove();
}
