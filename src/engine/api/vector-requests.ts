/** Requests about a model's vectors: to measure them, to look at them, to carry them elsewhere. */
import * as z from "zod";
import { activeConstraintSchema } from "../../constraints/selection.js";
import { calibratedChoiceSchema, calibrationModeSchema } from "../../steering/calibration.js";
import { modelDescriptionSchema } from "./model-description.js";

/** Measures vectors and chooses how they are used; what is finished already is not done again. */
const calibrateSchema = z.object({
  kind: z.literal("calibrate"),
  model: z.string(),
  constraints: z.array(activeConstraintSchema).min(1).readonly(),
  modes: z.array(calibrationModeSchema).min(1),
  /** The vector set that is made or extended; the model's own on this machine if absent. */
  folder: z.string().optional(),
});
export type CalibrateRequest = z.infer<typeof calibrateSchema>;

/** How a constraint's vector is used, with and without telling; strength 0 is off. */
export const calibratedConstraintSchema = z.object({
  /** As in `calibration.json`: the vector's name, or the constraint's id for those of words. */
  id: z.string(),
  label: z.string(),
  alone: calibratedChoiceSchema.optional(),
  told: calibratedChoiceSchema.optional(),
});
export type CalibratedConstraint = z.infer<typeof calibratedConstraintSchema>;

export const calibrateResultSchema = z.object({
  model: modelDescriptionSchema,
  /** Where the vectors and their calibration are. */
  folder: z.string(),
  constraints: z.array(calibratedConstraintSchema),
  /** Tokens written now, validation texts included; what was finished before cost nothing. */
  generatedTokens: z.int(),
});
export type CalibrateResult = z.infer<typeof calibrateResultSchema>;

/** What each calibrated constraint does on a model; the model is not loaded. */
const calibrationSchema = z.object({ kind: z.literal("calibration"), model: z.string() });

export const calibrationResultSchema = z.object({
  /** Whether anything was calibrated on this model; if not, vectors are used in a default way. */
  calibrated: z.boolean(),
  constraints: z.array(calibratedConstraintSchema),
  /** Where the model's own vector set lies on this machine, or would. */
  folder: z.string(),
});
export type CalibrationResult = z.infer<typeof calibrationResultSchema>;

/** Differences of contrast pairs at one layer, on their first two principal components. */
const geometrySchema = z.object({
  kind: z.literal("geometry"),
  model: z.string(),
  constraints: z.array(activeConstraintSchema).min(1),
  /** Zero-based block. */
  layer: z.int().min(0),
  /** Contrast pairs per constraint. */
  pairs: z.int().min(2).max(256),
});
export type GeometryRequest = z.infer<typeof geometrySchema>;

export const geometryResultSchema = z.object({
  /** Share of the variance that each of the two components explains. */
  explained: z.tuple([z.number(), z.number()]),
  /** In the order of the constraints; one point per contrast pair. */
  groups: z.array(
    z.object({ label: z.string(), points: z.array(z.tuple([z.number(), z.number()])) }),
  ),
});
export type GeometryResult = z.infer<typeof geometryResultSchema>;

/** A model's calibrated vectors as one archive; the model is not loaded. */
const exportVectorsSchema = z.object({
  kind: z.literal("export-vectors"),
  model: z.string(),
  /** The archive that is written. */
  file: z.string(),
});

const importVectorsSchema = z.object({
  kind: z.literal("import-vectors"),
  model: z.string(),
  /** The archive that is read. */
  file: z.string(),
  /** Also take the set of another model of the same architecture and sizes. */
  crossModel: z.boolean(),
});

/** What was exported or imported. */
export const vectorSetResultSchema = z.object({
  /** Name of the model the set belongs to now. */
  model: z.string(),
  /** Name of the model its vectors were measured on. */
  measuredOn: z.string(),
  vectors: z.int(),
});
export type VectorSetResult = z.infer<typeof vectorSetResultSchema>;

/** Carries the calibrated vectors of one model over to another through linear maps. */
const mapVectorsSchema = z.object({
  kind: z.literal("map-vectors"),
  /** The model whose vectors are taken. */
  source: z.string(),
  /** The model they are carried over to. */
  model: z.string(),
  /** Folder that receives them as a vector set of `model`. */
  directory: z.string(),
});

export const mappedVectorsResultSchema = z.object({
  /** Names of the two models. */
  source: z.string(),
  model: z.string(),
  vectors: z.int(),
  /** By zero-based layer of `model`: how the map to it came out. */
  layers: z.array(
    z.object({
      sourceLayer: z.int(),
      /** Ridge penalty, in units of the mean squared length of a centred source row. */
      penalty: z.number(),
      /** Share of the variance on held-out queries that the map explains, at most 1. */
      explained: z.number(),
      /** What mapped differences are multiplied by to be as long as the model's own. */
      stretch: z.number(),
    }),
  ),
});
export type MappedVectorsResult = z.infer<typeof mappedVectorsResultSchema>;

export const vectorRequests = {
  calibrate: { request: calibrateSchema, result: calibrateResultSchema },
  calibration: { request: calibrationSchema, result: calibrationResultSchema },
  geometry: { request: geometrySchema, result: geometryResultSchema },
  "export-vectors": { request: exportVectorsSchema, result: vectorSetResultSchema },
  "import-vectors": { request: importVectorsSchema, result: vectorSetResultSchema },
  "map-vectors": { request: mapVectorsSchema, result: mappedVectorsResultSchema },
};
