/** The files beside a set's vectors: its calibration, and the texts of one that is not finished. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WrittenTexts } from "../../../src/engine/calibrating/written-texts.js";
import { readCalibration } from "../../../src/engine/vectors/vector-store.js";
import { TextLog } from "../../../src/evaluation/text-log.js";
import { calibrationFileSchema, choiceIn } from "../../../src/steering/calibration.js";
import { calibratedAt } from "../../support/calibrated-choice.js";
import { scratchFolder } from "../scratch.js";
import { type FuzzTarget, json } from "../target.js";

const written = { text: "A fox", ended: true, tokens: 2, negativeLogLikelihood: null };

let folder: string | undefined;

export const target: FuzzTarget = {
  seeds: [
    json({
      model: "llama/3x4/0a/harbour",
      choices: {
        "punctuation:no_comma": { alone: calibratedAt(1), told: calibratedAt(2) },
        "keywords:existence": calibratedAt(1),
      },
    }),
    json({ inputs: "0a", texts: { "": { key: written }, "punctuation:no_comma": {} } }),
    json({ key: "0a", written: { text: "A fox", tokens: 2, stop: "end" } }),
  ],
  isJson: true,
  isAsync: true,

  async check(input) {
    folder ??= scratchFolder();
    mkdirSync(folder, { recursive: true });
    for (const name of ["calibration.json", "calibration-state.json", "texts.jsonl"]) {
      writeFileSync(join(folder, name), input);
    }
    const calibration = await readCalibration(folder);
    if (calibration) {
      assert.deepEqual(
        calibrationFileSchema.parse(JSON.parse(JSON.stringify(calibration))),
        calibration,
      );
      for (const entry of Object.values(calibration.choices)) choiceIn(entry, "told");
    }
    const texts = await WrittenTexts.open(folder, "0a");
    await texts.add("", [["other", { ...written, negativeLogLikelihood: 1 }]]);
    const kept = await WrittenTexts.open(folder, "0a");
    assert.deepEqual(kept.find("", "other"), texts.find("", "other"));
    assert.deepEqual(kept.find("", "key"), texts.find("", "key"));
    await TextLog.open(join(folder, "texts.jsonl"));
  },
};
