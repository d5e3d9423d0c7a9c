import assert from "node:assert/strict";
import { parseConstraint } from "../../../src/constraints/notation.js";
import type { TextCase } from "../../../src/engine/api/protocol.js";
import { writeChoices } from "../../../src/evaluation/choices.js";
import { writeComposition } from "../../../src/evaluation/composition.js";
import { writeCrossModel } from "../../../src/evaluation/cross-model.js";
import { writeExclusion } from "../../../src/evaluation/exclusion.js";
import { measureGeometry } from "../../../src/evaluation/geometry.js";
import { calibratedChoices, failuresIn, writeGrid } from "../../../src/evaluation/grid.js";
import { writeGuarantees } from "../../../src/evaluation/guarantees.js";
import { writeLengths } from "../../../src/evaluation/lengths.js";
import { evaluatedConstraint } from "../../../src/evaluation/subjects.js";
import { writeSweep } from "../../../src/evaluation/sweep.js";
import { evaluationQueries, exclusionQueries } from "../../../src/steering/base-queries.js";
import { CALIBRATED, fakeBench, isSteered } from "./fake-bench.js";

const subject = (written: string, queries = 4) =>
  evaluatedConstraint(parseConstraint(written), queries);

const capitals = subject("change_case:english_capital");
const title = subject("detectable_format:title");
const excluded = subject("keywords:forbidden_words,forbidden_words=x");
const three = subject("length_constraints:number_sentences,num_sentences=3");

const tells = ({ selection }: TextCase) => selection.tell;

describe("evaluated constraints", () => {
  it("use the first held-out requests, the same for all without words", () => {
    assert.deepEqual(
      capitals.examples.map(({ query }) => query),
      evaluationQueries.slice(0, 4),
    );
    assert.deepEqual(
      title.examples.map(({ query }) => query),
      capitals.examples.map(({ query }) => query),
    );
  });

  it("bring a word of their own to every request about words", () => {
    assert.deepEqual(
      excluded.examples.map(({ query, active }) => [query, active.args.forbidden_words]),
      exclusionQueries.slice(0, 4).map(({ query, word }) => [query, [word]]),
    );
    assert.equal(excluded.constraint, "keywords:forbidden_words");
  });

  it("are named by their arguments", () => {
    assert.equal(three.label, "Sentences: exactly 3");
    assert.equal(
      three.constraint,
      "length_constraints:number_sentences,num_sentences=3,relation=exactly",
    );
    assert.equal(subject("language:response_language,language=fr").label, "Language: French");
  });
});

describe("the grid", () => {
  it("tells and steers as its settings say, and counts what holds", async () => {
    // Told, every other text is right; steered, all are.
    const bench = fakeBench((asked) =>
      isSteered(asked) || (tells(asked) && bench.asked.indexOf(asked) % 2 === 0)
        ? "ALL IN CAPITALS HERE."
        : "All in small letters here.",
    );
    const grid = await writeGrid(bench, [capitals], ["none", "told", "steered", "both"]);
    assert.deepEqual(
      grid.map(({ cell }) => [cell.setting, cell.measure.held, cell.measure.n]),
      [
        ["none", 0, 4],
        ["told", 2, 4],
        ["steered", 4, 4],
        ["both", 4, 4],
      ],
    );
    assert.deepEqual(grid[1]?.cell.measure.outcomes, [true, false, true, false]);
    assert.deepEqual(
      grid.map(({ cell }) => cell.choice),
      [undefined, undefined, CALIBRATED, CALIBRATED],
    );
    assert.deepEqual(calibratedChoices(grid), new Map([[capitals.constraint, CALIBRATED]]));
  });

  it("shows at most three failures per cell, each with its text and reason", async () => {
    const bench = fakeBench(() => "Small letters.");
    const grid = await writeGrid(bench, [capitals, title], ["steered"]);
    const failures = failuresIn("model", grid);
    assert.deepEqual(
      failures.map(({ constraint }) => constraint),
      [...Array(3).fill(capitals.constraint), ...Array(3).fill(title.constraint)],
    );
    assert.deepEqual(
      failures.slice(0, 3).map(({ prompt }) => prompt),
      evaluationQueries.slice(0, 3),
    );
    assert.ok(failures.every(({ text, reason }) => text === "Small letters." && reason !== ""));
  });

  it("says that a constraint is off", async () => {
    const bench = fakeBench(() => "Text.", { ...CALIBRATED, strength: 0 });
    const [cell] = await writeGrid(bench, [title], ["steered"]);
    assert.equal(cell?.cell.choice, "off");
  });

  it("has no likelihood where nothing was written", async () => {
    const [cell] = await writeGrid(
      fakeBench(() => ""),
      [title],
      ["none"],
    );
    assert.equal(cell?.cell.measure.negativeLogLikelihood, null);
  });
});

describe("lengths", () => {
  it("are counted per text", async () => {
    const bench = fakeBench((asked) => (isSteered(asked) ? "One. Two. Three." : "One more."));
    const rows = await writeLengths(bench, [three]);
    assert.deepEqual(
      rows.map(({ label, wanted, sentences, words }) => ({ label, wanted, sentences, words })),
      [
        { label: "No steering", wanted: undefined, sentences: [1, 1, 1, 1], words: [2, 2, 2, 2] },
        { label: three.label, wanted: 3, sentences: [3, 3, 3, 3], words: [3, 3, 3, 3] },
      ],
    );
  });
});

describe("exclusion", () => {
  it("compares five ways on the same requests", async () => {
    const bench = fakeBench(() => "Nothing at all.");
    const rows = await writeExclusion(bench, excluded);
    assert.deepEqual(
      rows.map(({ way }) => way),
      ["none", "subtract", "add", "told", "told and subtract"],
    );
    const ways = bench.asked.filter((_, i) => i % 4 === 0);
    assert.deepEqual(
      ways.map((asked) => [isSteered(asked), asked.exclusionVectors ?? false, tells(asked)]),
      [
        [false, false, false],
        [true, false, false],
        [true, true, false],
        [false, false, true],
        [true, false, true],
      ],
    );
  });
});

describe("composition", () => {
  it("relates both together to the product of the two alone", async () => {
    // Alone, each holds always; together, both hold in every other text.
    let pairs = 0;
    const bench = fakeBench((asked) => {
      if (!isSteered(asked)) return "plain";
      if (asked.selection.constraints.length === 2) {
        pairs += 1;
        return pairs % 2 === 0 ? "<<a title>> in lowercase" : "<<A title>> and More";
      }
      return "<<a title>> in lowercase";
    });
    const lowercase = subject("change_case:english_lowercase");
    const rows = await writeComposition(bench, [lowercase, title], 4);
    assert.equal(rows.length, 1);
    const [row] = rows;
    assert.equal(row?.kind, "case and format");
    assert.deepEqual(
      row?.alone.map(({ held }) => held),
      [4, 4],
    );
    assert.equal(row?.unsteered.held, 0);
    assert.equal(row?.together.held, 2);
    assert.deepEqual(
      row?.eachTogether.map(({ held }) => held),
      [2, 4],
    );
    assert.equal(row?.ratio, 0.5);
  });

  it("has no ratio where nothing holds alone, and pairs at least eight of a usual set", async () => {
    const usual = [
      "change_case:english_capital",
      "change_case:english_lowercase",
      "detectable_format:number_bullet_lists",
      "detectable_format:title",
      "startend:quotation",
      "length_constraints:concise",
      "length_constraints:verbose",
      "length_constraints:number_sentences,num_sentences=2",
      "keywords:existence,keywords=x",
      "language:response_language,language=fr",
      "language:response_language,language=de",
    ].map((written) => subject(written));
    const rows = await writeComposition(
      fakeBench(() => ""),
      usual,
      2,
    );
    assert.ok(rows.length >= 8);
    assert.ok(rows.every(({ ratio }) => ratio === null));
  });
});

describe("the sweep", () => {
  it("goes from unsteered to twice the calibrated strength", async () => {
    const bench = fakeBench(({ strength }) => (strength >= 1 ? "UP." : "Down."));
    const [sweep] = await writeSweep(
      bench,
      [capitals],
      new Map([[capitals.constraint, CALIBRATED]]),
    );
    assert.deepEqual(
      sweep?.points.map(({ strength, measure }) => [strength, measure.held]),
      [
        [0, 0],
        [0.25, 0],
        [0.5, 0],
        [0.75, 0],
        [1, 4],
        [1.25, 4],
        [1.5, 4],
        [1.75, 4],
        [2, 4],
      ],
    );
    assert.ok(bench.asked.every(({ choices }) => choices === undefined));
  });

  it("switches on what calibration left off", async () => {
    const off = { ...CALIBRATED, strength: 0 };
    const bench = fakeBench(() => "Text.", off);
    const [sweep] = await writeSweep(bench, [capitals], new Map([[capitals.constraint, off]]));
    assert.equal(sweep?.choice, "off");
    assert.deepEqual(bench.asked[0]?.choices, {
      "change_case:english_capital": { ...CALIBRATED, strength: 1 },
    });
  });
});

describe("layers, operations and positions", () => {
  const choices = new Map([
    [capitals.constraint, CALIBRATED],
    [excluded.constraint, CALIBRATED],
  ]);

  it("find the best layer and what the calibrated choice missed", async () => {
    // Only layer 3 helps, and only by addition: calibration, at layer 2, missed it.
    const bench = fakeBench(({ strength, choices: own }) => {
      const choice = own?.["change_case:english_capital"];
      const helps = strength > 0 && choice?.layer === 3 && choice.operation === "add";
      return helps ? "UP IT GOES." : "Down it goes.";
    });
    const { layers, positions, calibrationGap } = await writeChoices(bench, [capitals], choices, 2);
    assert.deepEqual(
      layers[0]?.points.map(({ layer }) => layer),
      [1, 2, 3, 4],
    );
    assert.equal(calibrationGap[0]?.cells, 4 * 3 * 3);
    assert.equal(calibrationGap[0]?.gap, 1);
    assert.equal(calibrationGap[0]?.best.measure.n, 4);
    assert.equal(calibrationGap[0]?.best.choice.layer, 3);
    assert.equal(calibrationGap[0]?.best.choice.operation, "add");
    assert.deepEqual(
      positions
        .filter(({ soundAccuracy }) => soundAccuracy === 1)
        .map(({ operation }) => operation),
      ["add", "add", "add"],
    );
  });

  it("count no text that steering broke", async () => {
    const bench = fakeBench((asked) =>
      isSteered(asked) ? "UP ".repeat(40) : "A sentence that is whole.",
    );
    const { positions } = await writeChoices(bench, [capitals], choices, 2);
    assert.ok(positions.every(({ accuracy }) => accuracy === 1));
    assert.ok(positions.every(({ soundAccuracy }) => soundAccuracy === 0));
  });

  it("only add where a word is excluded", async () => {
    const bench = fakeBench(() => "Nothing at all.");
    const { calibrationGap, positions } = await writeChoices(bench, [excluded], choices, 2);
    assert.equal(calibrationGap[0]?.cells, 4 * 3);
    assert.ok(positions.every(({ constraints }) => constraints === 0));
  });
});

describe("guarantees", () => {
  it("are measured with and without the vector", async () => {
    const bench = fakeBench(() => "One. Two. Three.");
    const rows = await writeGuarantees(bench, [capitals, three]);
    assert.deepEqual(
      rows.map(({ constraint, kind }) => [constraint, kind]),
      [[three.constraint, "stop"]],
    );
    assert.deepEqual(
      bench.asked
        .filter((_, i) => i % 4 === 0)
        .map((asked) => [isSteered(asked), asked.selection.constraints[0]?.guarantee]),
      [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ],
    );
    assert.ok(
      rows[0]?.ways.every(({ untouched, interventions }) => untouched === 4 && !interventions),
    );
  });
});

describe("geometry", () => {
  it("shows the lengths at the layer that most of them use", async () => {
    const four = subject("length_constraints:number_sentences,num_sentences=4");
    const late = { ...CALIBRATED, layer: 4 };
    const choices = new Map([
      [three.constraint, late],
      [four.constraint, late],
    ]);
    const plots = await measureGeometry(
      fakeBench(() => ""),
      [three, four, capitals],
      choices,
    );
    assert.deepEqual(
      plots.map(({ title: name, layer, groups }) => [
        name,
        layer,
        groups.map(({ label }) => label),
      ]),
      [["Exactly n sentences", 4, [three.label, four.label]]],
    );
  });
});

describe("other models' vectors", () => {
  const sets = {
    steered: "base",
    source: "model",
    names: new Set([capitals.constraint]),
    asIs: "/set",
    mapped: "/mapped",
  };

  it("are tried beside the model's own, where the sets have them", async () => {
    const bench = fakeBench(() => "Text.");
    const table = await writeCrossModel(bench, sets, [capitals, title, excluded]);
    assert.deepEqual(
      table.rows.map(({ constraint, cells }) => [constraint, cells.map(({ vectors }) => vectors)]),
      [[capitals.constraint, ["none", "own", "other", "mapped"]]],
    );
    // The first texts are told: they say what a whole text looks like.
    const untold = bench.asked.filter(({ selection }) => !selection.tell);
    assert.deepEqual(
      untold.filter((_, i) => i % 4 === 0).map((asked) => [isSteered(asked), asked.vectorSet]),
      [
        [false, undefined],
        [true, undefined],
        [true, "/set"],
        [true, "/mapped"],
      ],
    );
    assert.ok(bench.asked.every(({ choices }) => choices === undefined));
  });

  it("are kept only where more texts hold than without them", async () => {
    const under = (set: string) => (asked: TextCase) =>
      asked.vectorSet === set ? "TEXT." : "Text.";
    const kept = async (set: string) => {
      const { rows } = await writeCrossModel(fakeBench(under(set)), sets, [capitals]);
      return rows.map((row) => row.kept);
    };
    assert.deepEqual(await kept("/mapped"), ["mapped"]);
    assert.deepEqual(await kept("/set"), ["other"]);
    assert.deepEqual(await kept("nowhere"), ["none"]);
  });

  it("are compared with own ones used in the same way, where there is no other", async () => {
    const bench = fakeBench(() => "Text.");
    const choices = new Map([[capitals.constraint, CALIBRATED]]);
    await writeCrossModel(bench, { ...sets, mapped: undefined }, [capitals], choices);
    assert.deepEqual(
      bench.asked
        .filter(({ selection }) => !selection.tell)
        .filter((_, i) => i % 4 === 0)
        .map((asked) => asked.choices),
      [undefined, { "change_case:english_capital": CALIBRATED }, undefined],
    );
  });
});
