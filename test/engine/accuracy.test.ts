import assert from "node:assert/strict";
import { join } from "node:path";
import { parseConstraint } from "../../src/constraints/notation.js";
import { EngineBench } from "../../src/evaluation/engine-bench.js";
import { writeGrid } from "../../src/evaluation/grid.js";
import { accuracy } from "../../src/evaluation/statistics.js";

import { evaluatedConstraint } from "../../src/evaluation/subjects.js";
import { TextLog } from "../../src/evaluation/text-log.js";
import { startEngine } from "../support/engine.js";
import { tillerTiny } from "../support/tiny.js";

const CONSTRAINTS = [
  "change_case:english_capital",
  "change_case:english_lowercase",
  "punctuation:no_comma",
  "detectable_format:number_bullet_lists",
  "detectable_format:json_format",
  "length_constraints:concise",
  "length_constraints:verbose",
  "keywords:existence,keywords=harbour",
  "keywords:forbidden_words,forbidden_words=harbour",
  "language:response_language,language=fr",
];
const QUERIES = 20;

describe("steering a model that was trained for it", function () {
  this.timeout(300_000);

  it("makes at least eight of ten constraints hold that the prompt does not mention", async () => {
    const engine = await startEngine();
    try {
      const bench = await EngineBench.open(tillerTiny, {
        client: engine.client,
        log: await TextLog.open(join(engine.cacheDirectory, "texts.jsonl")),
        maxTokens: 192,
        version: "test",
        report: () => {},
        signal: new AbortController().signal,
      });
      const subjects = CONSTRAINTS.map((text) =>
        evaluatedConstraint(parseConstraint(text), QUERIES),
      );
      const grid = await writeGrid(bench, subjects, ["none", "steered"]);
      const share = (constraint: string, setting: string) => {
        const found = grid.find(
          ({ cell }) => cell.constraint === constraint && cell.setting === setting,
        );
        assert.ok(found, `${constraint} ${setting}`);
        return accuracy(found.cell.measure);
      };
      const rows = subjects.map(({ constraint }) => ({
        constraint,
        off: share(constraint, "none"),
        on: share(constraint, "steered"),
      }));
      const rises = rows.filter(({ off, on }) => on >= off + 0.3 || on >= 0.9);
      assert.ok(rises.length >= 8, JSON.stringify(rows, undefined, 1));
    } finally {
      await engine.dispose();
    }
  });
});
