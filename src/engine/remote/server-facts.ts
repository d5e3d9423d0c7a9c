/** What a server tells of itself: its models, and what it takes beyond OpenAI's own interface. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { quoted } from "../../text/quoted.js";
import { RequestFailure } from "../api/failure.js";
import { LLAMA_CPP_FIELDS, OPENAI_FIELDS } from "./sampling-fields.js";
import type { ServerClient } from "./server-client.js";
import { notAnApi, refused } from "./server-failure.js";

/**
 * `/v1/models`. vLLM adds `max_model_len` (the context it runs with), llama.cpp's server
 * `meta.n_ctx_train` (the one the model was trained on).
 */
const modelsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      owned_by: z.string().nullish(),
      max_model_len: z.int().positive().nullish(),
      meta: z.object({ n_ctx_train: z.int().positive().nullish() }).nullish(),
    }),
  ),
});
type ListedModel = z.infer<typeof modelsSchema>["data"][number];

/** The part of an OpenAPI description that says which fields a request may have. */
const descriptionSchema = z.object({
  components: z.object({
    schemas: z.record(
      z.string(),
      z.object({ properties: z.record(z.string(), z.unknown()).optional() }),
    ),
  }),
});

/** How a text that stands at the beginning of the answer is continued. */
export type Continuing =
  /** `continue_final_message` of vLLM and SGLang, without `add_generation_prompt`. */
  | "continue-field"
  /** llama.cpp's server continues a last message of the assistant (its `--prefill-assistant`, on by default). */
  | "last-message";

/** Which of EasySteer's two request formats a server knows; `easysteer.ts` writes them. */
export type SteeringFormat = "steering" | "steer_vector_request";

/** So much of a list of models is shown. */
const MOST_SAID = 500;

export interface ServerFacts {
  /** Tokens that the model reads at once, answer included; absent when the server does not say. */
  contextSize?: number;
  continuing?: Continuing;
  /** Whether options of the chat template can be set, as that which switches thinking off. */
  hasTemplateOptions: boolean;
  /** Fields of a request that it takes, as far as they can concern sampling. */
  samplingFields: ReadonlySet<string>;
  steering?: SteeringFormat;
}

/**
 * The names of a server's models.
 *
 * @throws RequestFailure
 */
export async function modelNames(client: ServerClient, signal: AbortSignal): Promise<string[]> {
  return (await listedModels(client, signal)).map(({ id }) => id);
}

/**
 * What can be done with one of a server's models.
 *
 * @throws RequestFailure also when the server has no such model
 */
export async function serverFacts(
  client: ServerClient,
  model: string,
  signal: AbortSignal,
): Promise<ServerFacts> {
  const [models, fields] = await Promise.all([
    listedModels(client, signal),
    requestFields(client, signal),
  ]);
  const listed = models.find(({ id }) => id === model);
  if (!listed) {
    throw refused(
      l10n.t(
        "{0} has no model {1}; it has {2}.",
        client.host,
        quoted(model),
        quoted(models.map(({ id }) => id).join(", "), MOST_SAID) || l10n.t("none"),
      ),
    );
  }
  const contextSize = listed.max_model_len ?? listed.meta?.n_ctx_train;
  const isLlamaCpp = listed.owned_by === "llamacpp";
  const continuing = fields.chat.has("continue_final_message")
    ? "continue-field"
    : isLlamaCpp
      ? "last-message"
      : undefined;
  return {
    ...(contextSize && { contextSize }),
    ...(continuing && { continuing }),
    hasTemplateOptions: fields.chat.has("chat_template_kwargs"),
    samplingFields: isLlamaCpp ? LLAMA_CPP_FIELDS : new Set([...OPENAI_FIELDS, ...fields.chat]),
    ...(fields.steering && { steering: fields.steering }),
  };
}

async function listedModels(client: ServerClient, signal: AbortSignal): Promise<ListedModel[]> {
  const models = modelsSchema.safeParse(await client.ask("models", signal));
  if (!models.success) throw notAnApi(client.host);
  return models.data.data;
}

/**
 * The fields of a chat request, from the description that servers made with FastAPI (vLLM, SGLang)
 * publish beside `/v1`. A server without one takes OpenAI's own fields, as far as anybody can know:
 * vLLM ignores fields it does not know, so only what is described may be relied on.
 */
async function requestFields(
  client: ServerClient,
  signal: AbortSignal,
): Promise<{ chat: ReadonlySet<string>; steering?: SteeringFormat }> {
  let answer: unknown;
  try {
    answer = await client.ask("../openapi.json", signal);
  } catch (error) {
    if (error instanceof RequestFailure) return { chat: new Set() };
    throw error;
  }
  const description = descriptionSchema.safeParse(answer);
  if (!description.success) return { chat: new Set() };
  const { schemas } = description.data.components;
  const fieldsOf = (name: string) => new Set(Object.keys(schemas[name]?.properties ?? {}));
  const chat = fieldsOf("ChatCompletionRequest");
  const clause = fieldsOf("ApplySpec");
  const steering =
    chat.has("steering") && clause.has("prompt_positions") && clause.has("generation")
      ? "steering"
      : chat.has("steer_vector_request")
        ? "steer_vector_request"
        : undefined;
  return { chat, ...(steering && { steering }) };
}
