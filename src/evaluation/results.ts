/**
 * `evaluation.json`: everything an evaluation measured, and the one input of its report.
 *
 * A part that was not measured is absent. Figures that do not exist (the likelihood of empty texts)
 * are null, because JSON has no NaN. Lists of texts are in the order of their queries, and that order
 * is the same in every setting of a constraint, so that settings can be compared pair by pair.
 */
import * as z from "zod";
import { guaranteeKind } from "../constraints/definition/constraint.js";
import { choiceSchema } from "../steering/choice.js";
import { vectorOriginSchema } from "../steering/transfer.js";

/** Whether the prompt contains the instruction, and whether activations are steered. */
export const settingSchema = z.enum(["none", "told", "steered", "both"]);
export type Setting = z.infer<typeof settingSchema>;

/** The settings' names in tables. */
export const SETTING_LABELS: Readonly<Record<Setting, string>> = {
  none: "No instruction",
  told: "Instruction",
  steered: "Steering only",
  both: "Instruction and steering",
};

/** A constraint with its arguments, as named in tables. */
export const subjectSchema = z.object({
  /** Unique in an evaluation: the id and its arguments, `ID[,ARG=VALUE...]`; words are left out. */
  constraint: z.string(),
  /** As shown to people: "Sentences: exactly 3". */
  label: z.string(),
  family: z.string(),
});
export type Subject = z.infer<typeof subjectSchema>;

/** How good texts are, regardless of their constraints. */
export const qualitySchema = z.object({
  /**
   * Mean over the texts of their negative log-likelihood, nats per token, under the unsteered model
   * given the prompt without the instruction. Low: loops. High: word salad, or a text that the
   * model would not write by itself.
   */
  negativeLogLikelihood: z.number().nullable(),
  /** Mean over the texts of the share of word 4-grams that had occurred before, 0 to 1. */
  repetition: z.number(),
});
export type Quality = z.infer<typeof qualitySchema>;

/** The findings on the texts of one cell. */
export const measureSchema = qualitySchema.extend({
  /** Number of texts. */
  n: z.int().nonnegative(),
  /** How many of them hold the constraint. */
  held: z.int().nonnegative(),
  /** Which of them hold it, in the order of the queries. */
  outcomes: z.array(z.boolean()),
});
export type Measure = z.infer<typeof measureSchema>;

/** How a constraint is steered, or that calibration leaves it off because steering did not help. */
export const usedChoiceSchema = z.union([choiceSchema, z.literal("off")]);
export type UsedChoice = z.infer<typeof usedChoiceSchema>;

/** Tables 1 and 2: one constraint in one setting. */
export const cellSchema = subjectSchema.extend({
  setting: settingSchema,
  measure: measureSchema,
  /** Present for a steered setting. */
  choice: usedChoiceSchema.optional(),
});
export type Cell = z.infer<typeof cellSchema>;

export const modelRoleSchema = z.enum(["model", "plain sibling", "base sibling"]);
export type ModelRole = z.infer<typeof modelRoleSchema>;

export const evaluatedModelSchema = z.object({
  /** Key by which other parts refer to the model: "model", "plain", "base". */
  key: z.string(),
  name: z.string(),
  role: modelRoleSchema,
  grid: z.array(cellSchema),
});
export type EvaluatedModel = z.infer<typeof evaluatedModelSchema>;

/** Table 3: texts steered with one length vector, and how long they are. */
export const lengthRowSchema = qualitySchema.extend({
  /** "No steering", "Concise", "Verbose", "Sentences: exactly 3". */
  label: z.string(),
  /** Absent for texts without steering. */
  constraint: z.string().optional(),
  /** The requested number of sentences, if it is a number. */
  wanted: z.int().optional(),
  /** Per text, in the order of the queries. */
  sentences: z.array(z.int()),
  words: z.array(z.int()),
});
export type LengthRow = z.infer<typeof lengthRowSchema>;

/**
 * Table 4: ways to keep a word out. `subtract` steers away from the vector that includes the word,
 * `add` steers along a vector made from "do not use the word".
 */
export const exclusionRowSchema = z.object({
  way: z.enum(["none", "subtract", "add", "told", "told and subtract"]),
  label: z.string(),
  measure: measureSchema,
});
export type ExclusionRow = z.infer<typeof exclusionRowSchema>;

/**
 * Table 5: two constraints, each steered alone and both together; the prompt contains no
 * instruction.
 */
export const compositionRowSchema = z.object({
  /** What is composed: "format and length". */
  kind: z.string(),
  constraints: z.tuple([subjectSchema, subjectSchema]),
  /** Texts steered with one constraint alone, judged by that constraint. */
  alone: z.tuple([measureSchema, measureSchema]),
  /** Unsteered texts, judged by both constraints at once. */
  unsteered: measureSchema,
  /** Texts steered with both: judged by both at once, and by each. */
  together: measureSchema,
  eachTogether: z.tuple([measureSchema, measureSchema]),
  /**
   * Share that holds both, divided by the product of the shares alone; null when the product is 0.
   */
  ratio: z.number().nullable(),
});
export type CompositionRow = z.infer<typeof compositionRowSchema>;

/** Plot 6: the trade-off curve of one constraint. */
export const sweepSchema = subjectSchema.extend({
  choice: usedChoiceSchema,
  /** `strength` multiplies the calibrated strength: 0 is unsteered, 1 is calibrated. */
  points: z.array(z.object({ strength: z.number(), measure: measureSchema })),
});
export type Sweep = z.infer<typeof sweepSchema>;

/** Plot 7: differences of contrast pairs at one layer, on their first two principal components. */
export const geometrySchema = z.object({
  title: z.string(),
  /** Zero-based block. */
  layer: z.int(),
  /** Share of the variance that each of the two components explains. */
  explained: z.tuple([z.number(), z.number()]),
  groups: z.array(
    z.object({ label: z.string(), points: z.array(z.tuple([z.number(), z.number()])) }),
  ),
});
export type Geometry = z.infer<typeof geometrySchema>;

/** Table 8: one model steered with the vectors of another. */
export const crossModelSchema = z.object({
  /** Key of the steered model, and of the model that the vectors are taken from. */
  steered: z.string(),
  source: z.string(),
  rows: z.array(
    subjectSchema.extend({
      cells: z.array(
        z.object({
          /** `other`: the other model's vectors as they are; `mapped`: through the linear map. */
          vectors: vectorOriginSchema,
          measure: measureSchema,
        }),
      ),
      /** The vectors under which most texts hold and are whole; among equals, the simpler ones. */
      kept: vectorOriginSchema,
    }),
  ),
});
export type CrossModel = z.infer<typeof crossModelSchema>;

/** Plot 9: accuracy by layer, everything else as calibrated. */
export const layersSchema = subjectSchema.extend({
  choice: usedChoiceSchema,
  points: z.array(z.object({ layer: z.int(), measure: measureSchema })),
  /** The layer at which the constraint holds most often; among equals, the first. */
  bestLayer: z.int(),
});
export type Layers = z.infer<typeof layersSchema>;

/**
 * The measurement behind the defaults: every operation with every position mode, over constraints
 * and layers, at the calibrated strength.
 */
export const positionsRowSchema = z.object({
  operation: choiceSchema.shape.operation,
  positions: choiceSchema.shape.positions,
  constraints: z.int(),
  /** Mean over constraints of the share that holds at the constraint's best layer, 0 to 1. */
  accuracy: z.number(),
  /** The same, counting only texts that steering did not break. */
  soundAccuracy: z.number(),
  negativeLogLikelihood: z.number().nullable(),
  repetition: z.number(),
});
export type PositionsRow = z.infer<typeof positionsRowSchema>;

/**
 * The calibrated choice against the best cell of layers x operations x positions. All cells are
 * tried on a few evaluation queries, the best ones and the calibrated choice on all. Choosing the
 * best after the fact favours it: the gap is an upper bound of what calibration lost.
 */
export const calibrationGapSchema = subjectSchema.extend({
  /** Counts texts that hold and are whole, which is what calibration looks for. */
  calibrated: z.object({ choice: usedChoiceSchema, measure: measureSchema }),
  best: z.object({ choice: choiceSchema, measure: measureSchema }),
  /**
   * Accuracy of the best cell minus that of the calibrated choice; negative if calibration was
   * better.
   */
  gap: z.number(),
  /** Number of cells tried. */
  cells: z.int(),
});
export type CalibrationGap = z.infer<typeof calibrationGapSchema>;

/** What the vector did and what the guarantee did. */
export const guaranteeRowSchema = subjectSchema.extend({
  kind: guaranteeKind,
  ways: z.array(
    z.object({
      vector: z.boolean(),
      guarantee: z.boolean(),
      measure: measureSchema,
      /** Texts in which the guarantee did not need to step in; all of them if it was off. */
      untouched: z.int(),
      /** How often it stepped in, over all texts. */
      interventions: z.int(),
    }),
  ),
});
export type GuaranteeRow = z.infer<typeof guaranteeRowSchema>;

/** Table 10: a text that does not hold its constraint. */
export const failureSchema = subjectSchema.extend({
  /** Key of the model that wrote it. */
  model: z.string(),
  setting: settingSchema,
  prompt: z.string(),
  text: z.string(),
  /** The verifier's sentence. */
  reason: z.string(),
});
export type Failure = z.infer<typeof failureSchema>;

export const metaSchema = z.object({
  model: z.string(),
  /** The same for every quantisation of a model. */
  identity: z.string(),
  /** Name of the model file. */
  file: z.string(),
  /** "F16", "Q4_K_M"; absent if the file does not say. */
  quantisation: z.string().optional(),
  layers: z.int(),
  width: z.int(),
  device: z.string(),
  /** ISO 8601. */
  date: z.string(),
  tillerVersion: z.string(),
  /** What the prompts are: "Held-out queries" or the name of an IFEval file. */
  prompts: z.string(),
  /** Queries per constraint in the grid. */
  queries: z.int(),
  /** Decoding is greedy, so one seed represents all. */
  seeds: z.array(z.int()),
  settings: z.array(settingSchema),
  siblings: z.array(z.object({ key: z.string(), name: z.string(), role: modelRoleSchema })),
  /** What a reader should know, one sentence each. */
  notes: z.array(z.string()),
});
export type Meta = z.infer<typeof metaSchema>;

export const evaluationSchema = z.object({
  meta: metaSchema,
  models: z.array(evaluatedModelSchema),
  lengths: z.array(lengthRowSchema).optional(),
  exclusion: z.array(exclusionRowSchema).optional(),
  composition: z.array(compositionRowSchema).optional(),
  sweep: z.array(sweepSchema).optional(),
  geometry: z.array(geometrySchema).optional(),
  crossModel: z.array(crossModelSchema).optional(),
  layers: z.array(layersSchema).optional(),
  failures: z.array(failureSchema).optional(),
  guarantees: z.array(guaranteeRowSchema).optional(),
  calibrationGap: z.array(calibrationGapSchema).optional(),
  positions: z.array(positionsRowSchema).optional(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
