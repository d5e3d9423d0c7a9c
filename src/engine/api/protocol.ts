/**
 * Every message between an engine client and the engine process, declared once; both ends parse.
 *
 * A request has an id and ends in exactly one outcome: `done`, `cancelled` or `failed`. Between,
 * it may report `progress` (loading, measuring vectors), stream `text`, and tell each text of many that is
 * `written`.
 *
 * Own code: vscode-jsonrpc leaves requests without an outcome when the process dies, and so would take no
 * more of this than the numbers of requests, for a ninth of what the extension's bundle may have.
 */
import * as z from "zod";
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
import { failureSchema } from "./failure.js";
import { loadingSchema } from "./loading-options.js";
import { modelDescriptionSchema } from "./model-description.js";
import { textRequests, writtenCaseSchema } from "./text-requests.js";
import { vectorRequests } from "./vector-requests.js";

// The protocol is long: it is written by subject, and read here.
export * from "./model-description.js";
export * from "./text-requests.js";
export * from "./vector-requests.js";

/**
 * Every kind of request: how it is asked for, and what comes of it. What does it stands in
 * `process/handlers.ts`, which does not compile without one of these.
 */
export const requestTable = byKind({
  ...textRequests,
  ...vectorRequests,
  load: {
    request: z.object({ kind: z.literal("load"), model: z.string() }),
    result: modelDescriptionSchema,
  },
  download: { request: downloadSchema, result: downloadResultSchema },
  devices: { request: devicesRequestSchema, result: devicesResultSchema },
  "find-models": { request: findModelsSchema, result: foundModelsSchema },
  "server-models": { request: serverModelsRequestSchema, result: serverModelsSchema },
  "cuda-offer": { request: cudaOfferRequestSchema, result: cudaOfferSchema },
  "add-cuda": { request: addCudaRequestSchema, result: cudaAddedSchema },
});

type RequestTable = typeof requestTable;
export type RequestKind = keyof RequestTable;
export type RequestOf<K extends RequestKind> = z.infer<RequestTable[K]["request"]>;
export type ResultOf<K extends RequestKind> = z.infer<RequestTable[K]["result"]>;
export type Request = RequestOf<RequestKind>;

export const requestSchema = z.discriminatedUnion("kind", requestSchemas());

type RequestSchema = RequestTable[RequestKind]["request"];

function requestSchemas(): [RequestSchema, ...RequestSchema[]] {
  const { generate, ...others } = requestTable;
  return [generate.request, ...Object.values(others).map(({ request }) => request)];
}

/** A table whose requests say the kind that they stand under. */
function byKind<T extends { [K in keyof T]: { request: RequestNamed<K>; result: z.ZodType } }>(
  table: T,
): T {
  return table;
}

type RequestNamed<K> = z.ZodObject<{ kind: z.ZodLiteral<K & string> }>;

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
