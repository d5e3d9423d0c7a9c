/** Requests for texts: to write one, to write many, to check one that is there. */
import * as z from "zod";
import { guaranteeReportSchema, receiptSchema } from "../../constraints/receipt.js";
import { selectionSchema } from "../../constraints/selection.js";
import { choiceSchema } from "../../steering/choice.js";
import { modelDescriptionSchema } from "./model-description.js";
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
export type GenerateRequest = z.infer<typeof generateSchema>;

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

/** Which constraints a text holds, whoever wrote it. No model is needed. */
const verifySchema = z.object({
  kind: z.literal("verify"),
  text: z.string(),
  selection: selectionSchema,
});

export const textRequests = {
  generate: { request: generateSchema, result: generateResultSchema },
  texts: { request: textsSchema, result: textsResultSchema },
  verify: { request: verifySchema, result: receiptSchema },
};
