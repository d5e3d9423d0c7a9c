/** What a server tells of itself: its models, and what it takes beyond OpenAI's own interface. */
import * as z from "zod";
import { RequestFailure } from "../api/failure.js";
import { type ListedModel, listedAs, readModelList, tokenCount } from "./model-list.js";
import { LLAMA_CPP_FIELDS, OPENAI_FIELDS } from "./sampling-fields.js";
import type { ServerClient } from "./server-client.js";
import { ServerFailure } from "./server-failure.js";

/** The part of an OpenAPI description that says which fields a request may have. */
const descriptionSchema = z.object({
  components: z.object({
    schemas: z.record(
      z.string(),
      z.object({ properties: z.record(z.string(), z.unknown()).optional() }),
    ),
  }),
});

/** What llama.cpp's server tells of itself. */
const propsSchema = z.object({
  default_generation_settings: z.object({ n_ctx: z.unknown() }),
});

/** How a text that stands at the beginning of the answer is continued. */
export type Continuing =
  /** `continue_final_message` of vLLM and SGLang, without `add_generation_prompt`. */
  | "continue-field"
  /** llama.cpp's server continues a last message of the assistant (its `--prefill-assistant`, on by default). */
  | "last-message";

/** Which of EasySteer's two request formats a server knows; `easysteer.ts` writes them. */
export type SteeringFormat = "steering" | "steer_vector_request";

export interface ServerFacts {
  /** Names of its models; undefined where it has no list that can be read. */
  models?: string[];
  /** Whether the model is one of them; others may be known to the server, too. */
  isListed: boolean;
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
 * The names of a server's models; none where it has no list.
 *
 * @throws RequestFailure
 */
export async function modelNames(client: ServerClient, signal: AbortSignal): Promise<string[]> {
  return namesOf((await listedModels(client, signal)) ?? []);
}

/**
 * What can be done with one of a server's models. It need not be in the server's list, nor need there be one:
 * only a request shows which names a server knows.
 *
 * @throws RequestFailure when there is no server, or it wants another key
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
  const listed = models && listedAs(models, model);
  const isLlamaCpp = models?.some((one) => one.isLlamaCpp) ?? false;
  const contextSize =
    listed?.running ??
    (isLlamaCpp ? await runningContext(client, signal) : undefined) ??
    listed?.longest;
  const continuing = fields.chat.has("continue_final_message")
    ? "continue-field"
    : isLlamaCpp
      ? "last-message"
      : undefined;
  return {
    ...(models && { models: namesOf(models) }),
    isListed: listed !== undefined,
    ...(contextSize && { contextSize }),
    ...(continuing && { continuing }),
    // llama.cpp's server takes them, and describes its fields nowhere.
    hasTemplateOptions: isLlamaCpp || fields.chat.has("chat_template_kwargs"),
    samplingFields: isLlamaCpp ? LLAMA_CPP_FIELDS : new Set([...OPENAI_FIELDS, ...fields.chat]),
    ...(fields.steering && { steering: fields.steering }),
  };
}

function namesOf(models: readonly ListedModel[]): string[] {
  return models.flatMap(({ names: [name] }) => name ?? []);
}

/** @returns undefined where the server has no list, or none that can be read */
async function listedModels(
  client: ServerClient,
  signal: AbortSignal,
): Promise<ListedModel[] | undefined> {
  const answer = await told(client, "models", signal, isFinal);
  return answer === undefined ? undefined : readModelList(answer);
}

/** The context that llama.cpp's server runs with, where its list has only the model's own. */
async function runningContext(
  client: ServerClient,
  signal: AbortSignal,
): Promise<number | undefined> {
  const props = propsSchema.safeParse(await told(client, "../props", signal));
  return props.success ? tokenCount(props.data.default_generation_settings.n_ctx) : undefined;
}

/** Whether whatever else is asked would end so, too: nobody answers, or only to another key. */
function isFinal(failure: RequestFailure): boolean {
  return failure instanceof ServerFailure
    ? failure.status === 401 || failure.status === 403
    : failure.code === "server-failed";
}

/**
 * What a server says of itself at a path; undefined where it has nothing there that can be read.
 *
 * @throws RequestFailure what `isFatal` says of
 */
async function told(
  client: ServerClient,
  path: string,
  signal: AbortSignal,
  isFatal: (failure: RequestFailure) => boolean = () => false,
): Promise<unknown> {
  try {
    return await client.ask(path, signal);
  } catch (error) {
    if (error instanceof RequestFailure && !isFatal(error)) return undefined;
    throw error;
  }
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
  const answer = await told(client, "../openapi.json", signal);
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
