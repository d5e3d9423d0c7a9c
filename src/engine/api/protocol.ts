/**
 * Every message between an engine client and the engine process, declared once; both ends parse.
 *
 * A request has an id and ends in exactly one outcome: `done`, `cancelled` or `failed`. Between,
 * it may report `progress` (loading, measuring vectors), stream `text`, and tell each text of many that is
 * `written`.
 */
import * as z from "zod";
import { guaranteeReportSchema, receiptSchema } from "../../constraints/receipt.js";
import { activeConstraintSchema, selectionSchema } from "../../constraints/selection.js";
import {
  downloadResultSchema,
  downloadSchema,
  transferSchema,
} from "../../models/connection/schema.js";
import {
  addCudaRequestSchema,
  cudaAddedSchema,
  cudaOfferRequestSchema,
  cudaOfferSchema,
} from "../../models/cuda-schema.js";
import { devicesRequestSchema, devicesResultSchema } from "../../models/device-schema.js";
import { findModelsSchema, foundModelsSchema } from "../../models/find/found-model.js";
import {
  serverAccessSchema,
  serverModelsRequestSchema,
  serverModelsSchema,
} from "../../models/server-access.js";
import { calibratedChoiceSchema, calibrationModeSchema } from "../../steering/calibration.js";
import { choiceSchema } from "../../steering/choice.js";
import { loadingSchema } from "./loading-options.js";
import { samplingSchema } from "./sampling.js";

/** One message of a conversation. */
export const chatMessageSchema = z.object({
  role: z.enum(["user", "assistant"]),
  text: z.string(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** What the model is asked to write. `text` of *continue* and *raw* is what stands before the cursor. */
export const promptSchema = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("continue"), text: z.string() }),
  z.object({ mode: z.literal("write"), instruction: z.string() }),
  z.object({ mode: z.literal("rewrite"), text: z.string() }),
  z.object({ mode: z.literal("chat"), messages: z.array(chatMessageSchema) }),
  z.object({ mode: z.literal("raw"), text: z.string() }),
]);
export type Prompt = z.infer<typeof promptSchema>;

/** A control-vector file applied as llama.cpp does: `scale * direction.L` added to block L's output. */
export const controlVectorSchema = z.object({
  file: z.string(),
  scale: z.number(),
  firstLayer: z.int().min(1),
  lastLayer: z.int().min(1),
});
export type ControlVectorUse = z.infer<typeof controlVectorSchema>;

const generateSchema = z.object({
  kind: z.literal("generate"),
  model: z.string(),
  prompt: promptSchema,
  selection: selectionSchema,
  /**
   * One text per entry, all steered by the selection, its dials multiplied by the entry:
   * `[1]` is the usual single text, `[0, 0.5, 1, 1.5]` compares unsteered to stronger.
   */
  strengths: z.array(z.number().min(0).max(4)).min(1).max(16),
  controlVectors: z.array(controlVectorSchema),
  sampling: samplingSchema,
});

/** Measures vectors and chooses how they are used; what is finished already is not done again. */
const calibrateSchema = z.object({
  kind: z.literal("calibrate"),
  model: z.string(),
  constraints: z.array(activeConstraintSchema).min(1).readonly(),
  modes: z.array(calibrationModeSchema).min(1),
  /** The vector set that is made or extended; the model's own on this machine if absent. */
  folder: z.string().optional(),
});

/** One text of many: what is asked for, and how it is steered. Decoding is greedy. */
export const textCaseSchema = z.object({
  prompt: promptSchema,
  selection: selectionSchema,
  /** The prompt itself gives the instructions: `tell` adds none to it. */
  promptTells: z.boolean().optional(),
  /** Multiplies the dials; 0 is unsteered. */
  strength: z.number().min(0).max(4),
  /** By constraint id, instead of the calibrated choices. */
  choices: z.record(z.string(), choiceSchema).optional(),
  /** Steer along vectors made from "do not use the word", not away from those that include it. */
  exclusionVectors: z.boolean().optional(),
  /** Folder of another model's vector set, to take vectors and choices from. */
  vectorSet: z.string().optional(),
});
export type TextCase = z.infer<typeof textCaseSchema>;

/** Many texts at once, in full batches. Without cases the result tells the fingerprint alone. */
const textsSchema = z.object({
  kind: z.literal("texts"),
  model: z.string(),
  cases: z.array(textCaseSchema).max(1024),
  maxTokens: z.int().min(1).max(4096),
});
export type TextsRequest = z.infer<typeof textsSchema>;

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

const loadSchema = z.object({ kind: z.literal("load"), model: z.string() });

/** Which constraints a text holds, whoever wrote it. No model is needed. */
const verifySchema = z.object({
  kind: z.literal("verify"),
  text: z.string(),
  selection: selectionSchema,
});

/** What each calibrated constraint does on a model; the model is not loaded. */
const calibrationSchema = z.object({ kind: z.literal("calibration"), model: z.string() });

export const requestSchema = z.discriminatedUnion("kind", [
  generateSchema,
  calibrateSchema,
  textsSchema,
  geometrySchema,
  exportVectorsSchema,
  importVectorsSchema,
  mapVectorsSchema,
  loadSchema,
  verifySchema,
  calibrationSchema,
  devicesRequestSchema,
  downloadSchema,
  findModelsSchema,
  serverModelsRequestSchema,
  cudaOfferRequestSchema,
  addCudaRequestSchema,
]);
export type Request = z.infer<typeof requestSchema>;
export type GenerateRequest = z.infer<typeof generateSchema>;
export type CalibrateRequest = z.infer<typeof calibrateSchema>;
export type RequestKind = Request["kind"];

/** What runs where: shown to a person in the sidebar and in the command line's summary. */
export const modelDescriptionSchema = z.object({
  path: z.string(),
  name: z.string(),
  /** 0, as the next two, where a server does not tell. */
  layers: z.int(),
  width: z.int(),
  contextSize: z.int(),
  /** "CPU" or the name of the device that holds the layers. */
  device: z.string(),
  /** Host and port of the server that it runs on; absent when it runs here. */
  server: z.string().optional(),
  /** What was done to make the model fit into memory, in one sentence; absent when nothing was. */
  loadingNote: z.string().optional(),
  /** Why activations cannot be steered with this model, in one sentence; absent when they can. */
  steeringUnavailable: z.string().optional(),
});
export type ModelDescription = z.infer<typeof modelDescriptionSchema>;

/** How one constraint acted: what the plan made of it. */
export const appliedSteeringSchema = z.object({
  id: z.string(),
  label: z.string(),
  layer: z.int(),
  operation: z.enum(["add", "target", "raise"]),
  positions: z.enum(["all", "from-last", "last-only"]),
  /** Value of the row operation in units of the residual stream, dial included. */
  value: z.number(),
});
export type AppliedSteering = z.infer<typeof appliedSteeringSchema>;

export const generatedTextSchema = z.object({
  strength: z.number(),
  text: z.string(),
  tokens: z.int(),
  /**
   * `end`: the model finished; `repetition`: the text had begun to loop and was ended before;
   * `length`: `maxTokens` or the context is used up; `sentence`: so it is, and the text was ended with
   * its last whole sentence or line; `cut`: a server ended it before its end, a note says why;
   * `stopped`: cancelled.
   */
  stop: z.enum(["end", "repetition", "length", "sentence", "cut", "stopped"]),
  receipt: receiptSchema,
  steering: z.array(appliedSteeringSchema),
  /** One per constraint that is on with its guarantee. */
  guarantees: z.array(guaranteeReportSchema),
});
export type GeneratedText = z.infer<typeof generatedTextSchema>;

export const generateResultSchema = z.object({
  model: modelDescriptionSchema,
  texts: z.array(generatedTextSchema),
  /** What a person should know, one sentence each: a shortened document, a constraint without effect. */
  notes: z.array(z.string()),
  /** How the tokens were chosen: all of it, or, on a server, what it was told. */
  sampling: samplingSchema,
  promptTokens: z.int(),
  /** Milliseconds from the request's arrival to its first token; absent when there was none. */
  firstTokenMs: z.number().optional(),
  tokensPerSecond: z.number().optional(),
});
export type GenerateResult = z.infer<typeof generateResultSchema>;

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

export const writtenCaseSchema = generatedTextSchema
  .pick({ text: true, tokens: true, stop: true, receipt: true, guarantees: true })
  .extend({
    /** By constraint id: how the constraint's vectors were used; a strength of 0 is off. */
    choices: z.record(z.string(), choiceSchema),
    /**
     * Mean over the text's tokens, in nats, under the unsteered model given the prompt without
     * instructions; null for an empty text.
     */
    negativeLogLikelihood: z.number().nullable(),
    /** Share of the text's word 4-grams that occurred before, 0 to 1. */
    repetition: z.number(),
  });
export type WrittenCase = z.infer<typeof writtenCaseSchema>;

export const textsResultSchema = z.object({
  model: modelDescriptionSchema,
  /** The same for every quantisation of the model. */
  identity: z.string(),
  /** "F16", "Q4_K_M"; absent when the file does not say. */
  quantisation: z.string().optional(),
  /** Whether anything was calibrated on this model; if not, vectors are used in a default way. */
  calibrated: z.boolean(),
  /** Changes with the model's file and its calibration: while it stays, so do the texts. */
  fingerprint: z.string(),
  /** In the order of the cases. */
  texts: z.array(writtenCaseSchema),
});
export type TextsResult = z.infer<typeof textsResultSchema>;

export const geometryResultSchema = z.object({
  /** Share of the variance that each of the two components explains. */
  explained: z.tuple([z.number(), z.number()]),
  /** In the order of the constraints; one point per contrast pair. */
  groups: z.array(
    z.object({ label: z.string(), points: z.array(z.tuple([z.number(), z.number()])) }),
  ),
});
export type GeometryResult = z.infer<typeof geometryResultSchema>;

/** What was exported or imported. */
export const vectorSetResultSchema = z.object({
  /** Name of the model the set belongs to now. */
  model: z.string(),
  /** Name of the model its vectors were measured on. */
  measuredOn: z.string(),
  vectors: z.int(),
});
export type VectorSetResult = z.infer<typeof vectorSetResultSchema>;

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

export const calibrationResultSchema = z.object({
  /** Whether anything was calibrated on this model; if not, vectors are used in a default way. */
  calibrated: z.boolean(),
  constraints: z.array(calibratedConstraintSchema),
  /** Where the model's own vector set lies on this machine, or would. */
  folder: z.string(),
});
export type CalibrationResult = z.infer<typeof calibrationResultSchema>;

export const resultSchemas = {
  generate: generateResultSchema,
  calibrate: calibrateResultSchema,
  texts: textsResultSchema,
  geometry: geometryResultSchema,
  "export-vectors": vectorSetResultSchema,
  "import-vectors": vectorSetResultSchema,
  "map-vectors": mappedVectorsResultSchema,
  load: modelDescriptionSchema,
  verify: receiptSchema,
  calibration: calibrationResultSchema,
  download: downloadResultSchema,
  devices: devicesResultSchema,
  "find-models": foundModelsSchema,
  "server-models": serverModelsSchema,
  "cuda-offer": cudaOfferSchema,
  "add-cuda": cudaAddedSchema,
} as const;
export type ResultOf<K extends RequestKind> = z.infer<(typeof resultSchemas)[K]>;

/** Why a request failed. The message is one sentence for a person. */
export const failureSchema = z.object({
  code: z.enum([
    "bad-input",
    "model-missing",
    "model-unreadable",
    "vector-unusable",
    // A vector set of another model, which can be used when that is asked for.
    "other-model",
    // The hub wants a licence accepted or a token, or refuses the one it got.
    "access-denied",
    "download-failed",
    // A server wants another key, model or address; or it, or the way to it, is at fault.
    "server-refused",
    "server-failed",
    "out-of-memory",
    "engine-died",
    "internal",
  ]),
  message: z.string(),
});
export type Failure = z.infer<typeof failureSchema>;

export const progressSchema = z.object({
  /** What is being done, for a person: "Loading Qwen3-0.6B". */
  message: z.string(),
  /** 0 to 1; absent when it cannot be known. */
  fraction: z.number().min(0).max(1).optional(),
  /** Absent when it cannot be told yet. */
  secondsLeft: z.number().min(0).optional(),
  /** Of a download. */
  transfer: transferSchema.optional(),
  /** What the work will cost, before it starts; from if all goes well to if all must be tried. */
  estimate: z
    .object({
      constraints: z.int(),
      tokens: z.tuple([z.int(), z.int()]),
      seconds: z.tuple([z.number(), z.number()]),
    })
    .optional(),
});
export type Progress = z.infer<typeof progressSchema>;

const requestId = z.int();

/** Client to engine. */
export const toEngineSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("request"),
    id: requestId,
    request: requestSchema,
    /** For requests that need a model in memory. */
    loading: loadingSchema.optional(),
    /** For requests to a server's model. */
    access: serverAccessSchema.optional(),
  }),
  z.object({ type: z.literal("cancel"), id: requestId }),
]);
export type ToEngine = z.infer<typeof toEngineSchema>;

/** Engine to client. */
export const fromEngineSchema = z.discriminatedUnion("type", [
  /** Sent once, when the process listens. */
  z.object({ type: z.literal("ready") }),
  /** The model now in memory, or none: after loading, unloading and idle time. */
  z.object({ type: z.literal("model"), model: modelDescriptionSchema.optional() }),
  z.object({ type: z.literal("progress"), id: requestId, progress: progressSchema }),
  /** The next piece of text number `index` of the request's `strengths`. */
  z.object({ type: z.literal("text"), id: requestId, index: z.int(), text: z.string() }),
  /** The text of case number `index` of a request for many is finished. */
  z.object({
    type: z.literal("written"),
    id: requestId,
    index: z.int(),
    written: writtenCaseSchema,
  }),
  z.object({ type: z.literal("done"), id: requestId, result: z.unknown() }),
  /** `result` carries what was written until then; absent when nothing was. */
  z.object({ type: z.literal("cancelled"), id: requestId, result: z.unknown().optional() }),
  z.object({ type: z.literal("failed"), id: requestId, failure: failureSchema }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;

/** How the engine process is started: its only argument, as JSON. */
export const engineOptionsSchema = z.object({
  /** Folder that holds package.json, `vectors/` and the built addon. */
  packageRoot: z.string(),
  /** Folder for vectors measured on this machine. */
  cacheDirectory: z.string(),
  /** Milliseconds without a request after which the model is freed. */
  idleUnloadMs: z.int().min(1),
  /** File with the editor's translations of sentences for people; without one they are English. */
  translations: z.string().optional(),
});
export type EngineOptions = z.infer<typeof engineOptionsSchema>;
