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
    json([{ id: "harbour", aliases: ["port"], context_length: "4096" }, "quay"]),
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
    utf8(
      `: ping\n\n${event({ choices: [{ delta: { reasoning_content: "A port?" } }] })}` +
        `${event({ choices: [{ message: { content: [{ type: "text", text: "<think>" }] } }] })}` +
        'event: error\ndata: {"object": "error", "message": "No memory."}\n',
    ),
    json({ choices: [{ message: { content: "Hello" }, finish_reason: "stop" }], usage: null }),
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
      let isOver = false;
      for await (const part of client.answer("chat/completions", {}, signal)) {
        assert.ok(!isOver, "an answer has one end, and it is the last part");
        if ("text" in part) assert.ok(typeof part.text === "string" && part.text !== "");
        isOver = "end" in part;
        if ("end" in part) assert.equal(part.end.how === "cut", part.end.failure !== undefined);
      }
      assert.ok(isOver);
    };
    await answering(input, 200, { "content-type": "text/event-stream" }, () =>
      parsedLater(stream, RequestFailure),
    );
    await answering(input, 400, {}, () => parsedLater(stream, RequestFailure));
  },
};
