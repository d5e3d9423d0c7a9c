import assert from "node:assert/strict";
import { parseConstraint } from "../../../src/constraints/notation.js";
import { evaluationSchema } from "../../../src/evaluation/results.js";
import {
  type BenchedModel,
  type EvaluationPlan,
  type Found,
  runEvaluation,
} from "../../../src/evaluation/run.js";
import { fakeBench, isSteered } from "./fake-bench.js";
import { sampleMeta } from "./sample-meta.js";

const constraints = [
  "change_case:english_lowercase",
  "detectable_format:title",
  "length_constraints:concise",
  "length_constraints:number_sentences,num_sentences=1",
  "length_constraints:number_sentences,num_sentences=2",
  "keywords:forbidden_words,forbidden_words=x",
].map(parseConstraint);

function benched(key: string, role: BenchedModel["role"]): BenchedModel {
  const bench = fakeBench((asked) => (isSteered(asked) ? "<<a title>> it is." : "Something."));
  return { key, name: key, role, calibrated: key === "model", bench };
}

const plan: EvaluationPlan = {
  constraints,
  queries: 4,
  settings: ["none", "told", "steered", "both"],
  full: false,
  otherVectors: [],
};

describe("an evaluation", () => {
  it("has the grid and the failures alone when it is quick", async () => {
    const parts: string[] = [];
    const { findings } = await runEvaluation(
      [benched("model", "model")],
      plan,
      (part) => parts.push(part),
      async () => assert.fail("nothing else is to come"),
    );
    const evaluation = evaluationSchema.parse({ meta: sampleMeta, ...findings });
    assert.equal(evaluation.models[0]?.grid.length, constraints.length * 4);
    assert.deepEqual(Object.keys(findings).sort(), ["failures", "models"]);
    assert.equal(parts.length, 1);
  });

  it("has every part when it is full, and a grid of every sibling", async () => {
    const models: [BenchedModel, ...BenchedModel[]] = [
      benched("model", "model"),
      benched("plain", "plain sibling"),
      benched("base", "base sibling"),
    ];
    const names = new Set(["detectable_format:title"]);
    const meanwhile: Found[] = [];
    const { findings } = await runEvaluation(
      models,
      {
        ...plan,
        full: true,
        otherVectors: [{ steered: "base", source: "model", names, asIs: "/set" }],
      },
      () => {},
      async (found) => {
        meanwhile.push(found);
      },
    );
    assert.deepEqual(
      meanwhile.map((found) => found.findings),
      [{ models: findings.models, failures: findings.failures }],
    );
    const evaluation = evaluationSchema.parse({ meta: sampleMeta, ...findings });
    assert.deepEqual(
      evaluation.models.map(({ key, grid }) => [key, grid.length]),
      models.map(({ key }) => [key, constraints.length * 4]),
    );
    assert.deepEqual(
      evaluation.lengths?.map(({ label }) => label),
      ["No steering", "Concise", "Sentences: exactly 1", "Sentences: exactly 2"],
    );
    assert.equal(evaluation.exclusion?.length, 5);
    assert.equal(evaluation.composition?.length, 2);
    assert.equal(evaluation.sweep?.length, constraints.length);
    assert.equal(evaluation.layers?.length, constraints.length);
    assert.equal(evaluation.positions?.length, 9);
    assert.equal(evaluation.calibrationGap?.length, constraints.length);
    assert.equal(evaluation.guarantees?.length, 3);
    assert.equal(evaluation.geometry?.length, 2);
    assert.deepEqual(
      evaluation.crossModel?.map(({ steered, source, rows }) => [steered, source, rows.length]),
      [["base", "model", 1]],
    );
    assert.ok(evaluation.failures?.some(({ model }) => model === "plain"));
  });
});
