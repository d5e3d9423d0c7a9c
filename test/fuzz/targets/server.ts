/** What a server says of itself, how it streams a text, and what it says when it fails. */
import assert from "node:assert/strict";
import { RequestFailure } from "../../../src/engine/api/failure.js";
import { ServerClient } from "../../../src/engine/remote/server-client.js";
import { serverFacts } from "../../../src/engine/remote/server-facts.js";
import { type FuzzTarget, json, parsedLater, utf8 } from "../target.js";

const server = { kind: "server", baseUrl: "http://localhost:8000/v1", model: "harbour" } as const;
const signal = new AbortController().signal;

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

/** Answers every request of `work` with these bytes. */
async function answering<T>(
  body: Uint8Array,
  status: number,
  headers: Record<string, string>,
  work: () => Promise<T>,
): Promise<T> {
  const { fetch } = globalThis;
  globalThis.fetch = async () => new Response(body.slice(), { status, headers });
  try {
    return await work();
  } finally {
    globalThis.fetch = fetch;
  }
}

export const target: FuzzTarget = {
  seeds: [
    json({ data: [{ id: "harbour", owned_by: "vllm", max_model_len: 8192, meta: null }] }),
    json({ data: [{ id: "harbour", owned_by: "llamacpp", meta: { n_ctx_train: 4096 } }] }),
    json({
      components: {
        schemas: {
          ChatCompletionRequest: {
            properties: { continue_final_message: {}, chat_template_kwargs: {}, steering: {} },
          },
          ApplySpec: { properties: { prompt_positions: {}, generation: {} } },
        },
      },
    }),
    json({ error: { message: "The model is overloaded.", code: 503 } }),
    json({ detail: [{ msg: "field required", loc: ["body", "model"] }] }),
    utf8(
      event({ choices: [{ delta: { content: "Hello" } }] }) +
        event({ choices: [{ text: " there", finish_reason: "stop" }] }) +
        event({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } }) +
        "data: [DONE]\n\n",
    ),
  ],
  isJson: true,
  isAsync: true,

  async check(input) {
    const client = new ServerClient(server, "key");
    const facts = await answering(input, 200, {}, () =>
      parsedLater(() => serverFacts(client, "harbour", signal), RequestFailure),
    );
    if (facts?.contextSize !== undefined) {
      assert.ok(Number.isSafeInteger(facts.contextSize) && facts.contextSize > 0);
    }
    const stream = async () => {
      for await (const piece of client.stream("chat/completions", {}, signal)) {
        assert.equal(typeof piece.text, "string");
      }
    };
    await answering(input, 200, { "content-type": "text/event-stream" }, () =>
      parsedLater(stream, RequestFailure),
    );
    await answering(input, 400, {}, () => parsedLater(stream, RequestFailure));
  },
};
