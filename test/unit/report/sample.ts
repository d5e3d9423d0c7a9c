/** An evaluation made by hand: every part, figures that can be followed, and hostile texts. */
import type {
  Cell,
  Evaluation,
  Measure,
  Setting,
  Subject,
  UsedChoice,
} from "../../../src/evaluation/results.js";

/** What a text must not be able to do to the page. */
export const HOSTILE = `</pre><script>alert("1")</script><img src="https://example.org/x" onerror='x()'>&amp;`;

const QUERIES = 20;

/** The first `held` of `n` texts hold. */
export function measured(held: number, likelihood: number | null = 1.5, n = QUERIES): Measure {
  return {
    n,
    held,
    outcomes: Array.from({ length: n }, (_, i) => i < held),
    negativeLogLikelihood: likelihood,
    repetition: 0.05,
  };
}

const choice = { layer: 3, operation: "target", positions: "all", strength: 1.2 } as const;

export const capitals: Subject = {
  constraint: "change_case:english_capital",
  label: "All capitals",
  family: "case",
};
export const threeSentences: Subject = {
  constraint: "length_constraints:number_sentences,num_sentences=3,relation=exactly",
  label: "Sentences: exactly 3",
  family: "length",
};
export const json: Subject = {
  constraint: "detectable_format:json_format",
  label: "JSON",
  family: "format",
};

function cells(
  subject: Subject,
  held: Readonly<Record<Setting, number>>,
  used: UsedChoice = choice,
): Cell[] {
  return (["none", "told", "steered", "both"] as const).map((setting, i) => ({
    ...subject,
    setting,
    measure: measured(held[setting], 1.5 + i * 0.25),
    ...(setting === "steered" || setting === "both" ? { choice: used } : {}),
  }));
}

export const sample: Evaluation = {
  meta: {
    model: "tiny <model>",
    identity: "llama/8x64/0123456789ab/tiny",
    file: "tiny-f16.gguf",
    quantisation: "F16",
    layers: 8,
    width: 64,
    device: "CPU",
    date: "2026-11-24T10:00:00.000Z",
    tillerVersion: "0.1.0",
    prompts: "Held-out queries",
    queries: QUERIES,
    seeds: [0],
    settings: ["none", "told", "steered", "both"],
    siblings: [
      { key: "plain", name: "tiny plain", role: "plain sibling" },
      { key: "base", name: "tiny base", role: "base sibling" },
    ],
    notes: ["The texts are short."],
  },
  models: [
    {
      key: "model",
      name: "tiny <model>",
      role: "model",
      grid: [
        ...cells(capitals, { none: 0, told: 12, steered: 18, both: 20 }),
        ...cells(threeSentences, { none: 4, told: 9, steered: 13, both: 8 }),
        ...cells(json, { none: 0, told: 15, steered: 0, both: 15 }, "off"),
      ],
    },
    {
      key: "plain",
      name: "tiny plain",
      role: "plain sibling",
      grid: [
        ...cells(capitals, { none: 0, told: 6, steered: 8, both: 11 }),
        ...cells(threeSentences, { none: 3, told: 5, steered: 6, both: 7 }),
      ],
    },
    {
      key: "base",
      name: "tiny base",
      role: "base sibling",
      grid: cells(capitals, { none: 0, told: 1, steered: 3, both: 4 }),
    },
  ],
  lengths: [
    { label: "No steering", ...quality(1.5), sentences: [4, 5, 6, 5], words: [40, 52, 61, 47] },
    {
      label: "Sentences: exactly 1",
      constraint: "length_constraints:number_sentences,num_sentences=1,relation=exactly",
      wanted: 1,
      ...quality(1.7),
      sentences: [1, 1, 2, 1],
      words: [9, 11, 19, 8],
    },
    {
      label: "Sentences: exactly 3",
      constraint: threeSentences.constraint,
      wanted: 3,
      ...quality(1.6),
      sentences: [3, 3, 4, 2],
      words: [28, 31, 40, 19],
    },
    {
      label: "Verbose",
      constraint: "length_constraints:verbose",
      ...quality(1.4),
      sentences: [9, 11, 10, 12],
      words: [98, 120, 105, 131],
    },
  ],
  exclusion: [
    { way: "none", label: "Nothing", measure: measured(5) },
    { way: "subtract", label: "Subtracting the inclusion vector", measure: measured(16, 1.8) },
    { way: "add", label: "Adding an exclusion vector", measure: measured(8, 1.9) },
    { way: "told", label: "Instruction", measure: measured(12) },
    {
      way: "told and subtract",
      label: "Instruction, and subtracting the inclusion vector",
      measure: measured(19, 1.8),
    },
  ],
  composition: [
    {
      kind: "case and length",
      constraints: [capitals, threeSentences],
      alone: [measured(18), measured(13)],
      unsteered: measured(0),
      together: measured(11, 2.1),
      eachTogether: [measured(17, 2.1), measured(12, 2.1)],
      ratio: 11 / 20 / ((18 / 20) * (13 / 20)),
    },
    {
      kind: "format and length",
      constraints: [json, threeSentences],
      alone: [measured(0), measured(13)],
      unsteered: measured(0),
      together: measured(0, 2.1),
      eachTogether: [measured(0, 2.1), measured(12, 2.1)],
      ratio: null,
    },
  ],
  sweep: [
    {
      ...capitals,
      choice,
      points: [
        { strength: 0, measure: measured(0, 1.5) },
        { strength: 0.5, measure: measured(7, 1.6) },
        { strength: 1, measure: measured(18, 1.9) },
        { strength: 1.5, measure: measured(19, 2.6) },
        { strength: 2, measure: measured(12, 4.1) },
      ],
    },
    {
      ...threeSentences,
      choice,
      points: [
        { strength: 0, measure: measured(4, 1.5) },
        { strength: 1, measure: measured(13, 1.6) },
        { strength: 2, measure: measured(9, null) },
      ],
    },
  ],
  geometry: [
    {
      title: "Lengths",
      layer: 4,
      explained: [0.61, 0.12],
      groups: [1, 2, 3].map((n) => ({
        label: `exactly ${n}`,
        points: [0, 1, 2, 3].map((i): [number, number] => [n * 4 + i * 0.5, n + (i % 2)]),
      })),
    },
  ],
  crossModel: [
    {
      steered: "base",
      source: "model",
      rows: [
        {
          ...capitals,
          cells: [
            { vectors: "none", measure: measured(0) },
            { vectors: "own", measure: measured(3) },
            { vectors: "other", measure: measured(9) },
          ],
          kept: "other",
        },
        {
          ...threeSentences,
          cells: [
            { vectors: "none", measure: measured(2) },
            { vectors: "own", measure: measured(4) },
            { vectors: "other", measure: measured(6) },
            { vectors: "mapped", measure: measured(5) },
          ],
          kept: "other",
        },
      ],
    },
  ],
  layers: [
    {
      ...capitals,
      choice,
      points: [0, 4, 9, 18, 19, 11, 3, 1].map((held, layer) => ({
        layer,
        measure: measured(held),
      })),
      bestLayer: 4,
    },
    {
      ...json,
      choice: "off",
      points: [0, 0, 1, 0].map((held, i) => ({ layer: i * 2, measure: measured(held) })),
      bestLayer: 4,
    },
  ],
  failures: [
    {
      ...threeSentences,
      model: "model",
      setting: "steered",
      prompt: "Describe a fox.",
      text: "The fox is red. It sleeps.",
      reason: "It has 2 sentences, not 3.",
    },
    {
      ...capitals,
      model: "plain",
      setting: "told",
      prompt: HOSTILE,
      text: HOSTILE,
      reason: "It has lower-case letters.",
    },
    { ...json, model: "model", setting: "both", prompt: "p", text: " ", reason: "It is empty." },
  ],
  guarantees: [
    {
      ...json,
      kind: "grammar",
      ways: [
        { vector: false, guarantee: false, measure: measured(0), untouched: 20, interventions: 0 },
        { vector: true, guarantee: false, measure: measured(2), untouched: 20, interventions: 0 },
        { vector: false, guarantee: true, measure: measured(20), untouched: 1, interventions: 77 },
        { vector: true, guarantee: true, measure: measured(20), untouched: 6, interventions: 41 },
      ],
    },
  ],
  calibrationGap: [
    {
      ...capitals,
      calibrated: { choice, measure: measured(18) },
      best: { choice: { ...choice, layer: 4 }, measure: measured(19) },
      gap: 0.05,
      cells: 72,
    },
    {
      ...json,
      calibrated: { choice: "off", measure: measured(0) },
      best: { choice: { ...choice, positions: "last-only" }, measure: measured(1) },
      gap: 0.05,
      cells: 72,
    },
  ],
  positions: [
    {
      operation: "add",
      positions: "from-last",
      constraints: 12,
      accuracy: 0.42,
      soundAccuracy: 0.37,
      negativeLogLikelihood: 2.2,
      repetition: 0.12,
    },
    {
      operation: "target",
      positions: "last-only",
      constraints: 12,
      accuracy: 0.66,
      soundAccuracy: 0.64,
      negativeLogLikelihood: 1.7,
      repetition: 0.06,
    },
  ],
};

function quality(negativeLogLikelihood: number) {
  return { negativeLogLikelihood, repetition: 0.04 };
}

/** What a quick evaluation gives. */
export const gridOnly: Evaluation = { meta: sample.meta, models: sample.models };
