/** Servers as they are in the world: what each does, and what a person gets when it is asked for a text. */
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import {
  begin,
  chatPiece,
  chatting,
  completing,
  event,
  json,
  type OpenAiServer,
  type ReceivedRequest,
  type Reply,
} from "./openai-server.js";

export interface Scenario {
  /** What the server does. */
  name: string;
  /** Arranges for it. */
  as: (server: OpenAiServer) => void;
  /** Name of the model that is asked for, if not "writer". */
  model?: string;
  /** Of `tiller complete`, beside the model; a plain request without them. */
  options?: readonly string[];
  /** What is written. */
  text: string;
  /** What is said about it; without it nothing but where it was written. */
  says?: RegExp;
  /** Exit code. */
  code: 0 | 2 | 3;
  /** What the server must have been asked. */
  asked?: (bodies: Body[], server: OpenAiServer) => void;
}

type Body = Record<string, unknown>;

/** What most of the servers write. */
const TEXT = "A fox runs.";
const whole = chatting(["A fox ", "runs."]);

/** Sends these bytes as they are. */
function raw(body: string, type = "text/event-stream", status = 200): Reply {
  return (response) => response.writeHead(status, { "content-type": type }).end(body);
}

/** A stream that begins with a text and goes on so. */
function afterText(rest: string): Reply {
  return raw(event(chatPiece("A fox ")) + rest);
}

function refusing(isRefused: (body: Body) => boolean, refusal: Reply, otherwise = whole): Reply {
  return (response, request: ReceivedRequest) =>
    (isRefused(request.body ?? {}) ? refusal : otherwise)(response, request);
}

const error = (message: unknown, more: object = {}) => ({ error: { message, ...more } });
const choice = (members: object) => ({ choices: [{ index: 0, ...members }] });
const contentOf = ({ messages }: Body) =>
  (messages as { role: string; content: unknown }[]).at(-1)?.content;
const roleOf = ({ messages }: Body) => (messages as { role: string }[]).at(-1)?.role;
const llamaCpp = (server: OpenAiServer, meta: object = { n_ctx: 4096, n_ctx_train: 8192 }) =>
  server.models({ id: "writer", owned_by: "llamacpp", meta });
const LONG = `${"Lost words stand here. ".repeat(600)}\n\nThe last paragraph stays`;
const continued = (text: string) => ["--mode", "continue", "--prompt", text];
const CAPITALS = ["--steer", "change_case:english_capital"];

const endings: Scenario[] = [
  {
    name: "tells of an error in a field of its own, in the midst of a text",
    as: (server) => server.chat(afterText('error: {"code":500,"message":"Out of memory."}\n\n')),
    text: "A fox ",
    says: /^The text was cut off: 127\.0\.0\.1:\d+ failed: Out of memory\.$/m,
    code: 3,
  },
  {
    name: "tells of an error in an event called so, in the midst of a text",
    as: (server) => server.chat(afterText('event: error\ndata: {"message":"Gone away"}\n\n')),
    text: "A fox ",
    says: /cut off: .* failed: Gone away\.$/m,
    code: 3,
  },
  {
    name: "tells of an error in an event's plain text",
    as: (server) => server.chat(raw("event: error\ndata: Model crashed\n\n")),
    text: "",
    says: /^tiller: 127\.0\.0\.1:\d+ failed: Model crashed\.$/m,
    code: 3,
  },
  {
    name: "streams an object that is an error",
    as: (server) => server.chat(raw(event({ object: "error", message: "No such layer." }))),
    text: "",
    says: /failed: No such layer\.$/m,
    code: 3,
  },
  {
    name: "answers 200 with an error",
    as: (server) => server.chat(json(error("The model is being loaded.", { code: 503 }))),
    text: "",
    says: /failed: The model is being loaded\.$/m,
    code: 3,
  },
  {
    name: "answers 200 with a sentence",
    as: (server) => server.chat(raw("no healthy upstream", "text/plain")),
    text: "",
    says: /failed: no healthy upstream\.$/m,
    code: 3,
  },
  {
    name: "answers 200 with an error as a string",
    as: (server) => server.chat(json({ error: "The queue is full." })),
    text: "",
    says: /failed: The queue is full\.$/m,
    code: 3,
  },
  {
    name: "has the error in the choice, with a reason of that name",
    as: (server) =>
      server.chat(
        afterText(
          event({
            choices: [
              {
                delta: { content: "" },
                finish_reason: "error",
                error: { code: 502, message: "Upstream hung up" },
              },
            ],
          }),
        ),
      ),
    text: "A fox ",
    says: /cut off: .* failed: Upstream hung up\.$/m,
    code: 3,
  },
  {
    name: "ends with an error as its reason and says nothing about it",
    as: (server) => server.chat(afterText(event(chatPiece("", "error")) + event("[DONE]"))),
    text: "A fox ",
    says: /cut off: .* failed and does not say why/m,
    code: 3,
  },
  {
    name: "is done before it has begun",
    as: (server) => server.chat(raw(event("[DONE]"))),
    text: "",
    says: /ended its answer without a text; try again\.$/m,
    code: 3,
  },
  {
    name: "sends nothing at all",
    as: (server) => server.chat(raw("")),
    text: "",
    says: /ended its answer without a text; try again\.$/m,
    code: 3,
  },
  {
    name: "just ends in the midst of a text",
    as: (server) => server.chat(afterText("")),
    text: "A fox ",
    says: /cut off: The connection to .* broke in the middle of the text/m,
    code: 3,
  },
  {
    name: "breaks off the connection",
    as: (server) =>
      server.chat((response: ServerResponse) => {
        begin(response);
        response.write(event(chatPiece("A fox ")), () => response.destroy());
      }),
    text: "A fox ",
    says: /cut off: The connection to .* broke in the middle of the text/m,
    code: 3,
  },
  {
    name: "filters the content in the midst of a text",
    as: (server) =>
      server.chat(afterText(event(chatPiece("", "content_filter")) + event("[DONE]"))),
    text: "A fox ",
    says: /cut off: .* ended the text, for its content filter stopped it\.$/m,
    code: 3,
  },
  {
    name: "filters all of the content",
    as: (server) => server.chat(raw(event(chatPiece("", "content_filter")) + event("[DONE]"))),
    text: "",
    says: /^tiller: .* content filter stopped it\.$/m,
    code: 3,
  },
  {
    name: "refuses in a field of the message",
    as: (server) =>
      server.chat(
        json(choice({ message: { content: null, refusal: "I will not." }, finish_reason: "stop" })),
      ),
    text: "",
    says: /failed: I will not\.$/m,
    code: 3,
  },
  {
    name: "ends for a reason that nobody knows",
    as: (server) => server.chat(afterText(event(chatPiece("", "abort")) + event("[DONE]"))),
    text: "A fox ",
    says: /cut off: .* ended the text before its end \(abort\)\.$/m,
    code: 3,
  },
  {
    name: "breaks a frame",
    as: (server) => server.chat(afterText("data: {oops\n\n")),
    text: "A fox ",
    says: /cut off: .* sent something unreadable/m,
    code: 3,
  },
  {
    name: "is done without a reason",
    as: (server) => server.chat(afterText(event(chatPiece("runs.")) + event("[DONE]"))),
    text: TEXT,
    code: 0,
  },
  {
    name: "has a reason and is never done",
    as: (server) => server.chat(afterText(event(chatPiece("runs.", "stop")))),
    text: TEXT,
    code: 0,
  },
  {
    name: "has an empty reason in every frame, and another one's word at the end",
    as: (server) =>
      server.chat(
        raw(
          ["A fox ", "runs."].map((one) => event(chatPiece(one, ""))).join("") +
            event(chatPiece("", "EOS")),
        ),
      ),
    text: TEXT,
    code: 0,
  },
  {
    name: "fails after the end of the text",
    as: (server) =>
      server.chat(afterText(event(chatPiece("runs.", "stop")) + event(error("No statistics")))),
    text: TEXT,
    code: 0,
  },
  {
    name: "has nothing to write",
    as: (server) => server.chat(chatting([])),
    text: "",
    says: /^The model of 127\.0\.0\.1:\d+ ended its text before it began\.$/m,
    code: 0,
  },
  {
    name: "has no more room",
    as: (server) => server.chat(chatting(["A fox"], { finish: "MAX_TOKENS" })),
    text: "A fox",
    says: /cut off after 1 tokens/m,
    code: 0,
  },
];

const extra = (name: string) =>
  json(
    {
      object: "error",
      message: {
        detail: [
          {
            type: "extra_forbidden",
            loc: ["body", name],
            msg: "Extra inputs are not permitted",
            input: { temperature: 1, max_tokens: 1 },
          },
        ],
      },
      type: "invalid_request_error",
    },
    422,
  );

/** Takes no body with such a field. */
function without(name: string, refusal: Reply = extra(name)): Reply {
  return refusing((body) => name in body, refusal);
}

const refusals: Scenario[] = [
  {
    name: "refuses a begun answer of a model that thinks",
    as: (server) => {
      llamaCpp(server);
      server.chat(
        refusing(
          (body) => roleOf(body) === "assistant",
          json(error("Assistant response prefill is incompatible with enable_thinking."), 400),
          chatting(["runs."]),
        ),
      );
    },
    options: [...continued("The fox"), ...CAPITALS],
    text: " runs.",
    says: /cannot continue in the middle of a text/m,
    code: 0,
    asked: (bodies) => assert.equal(bodies.length, 2),
  },
  {
    name: "takes a begun answer where thinking is switched off",
    as: (server) => {
      llamaCpp(server);
      server.chat(
        refusing(
          ({ chat_template_kwargs: options }) =>
            (options as { enable_thinking?: boolean } | undefined)?.enable_thinking !== false,
          json(error("Assistant response prefill is incompatible with enable_thinking."), 400),
        ),
      );
    },
    options: [...continued("The fox "), ...CAPITALS],
    text: TEXT,
    says: /told and checked/m,
    code: 0,
    asked: (bodies) => assert.equal(bodies.length, 1),
  },
  {
    name: "refuses a begun answer within a stream",
    as: (server) => {
      llamaCpp(server);
      server.chat(
        refusing(
          (body) => roleOf(body) === "assistant",
          raw(`event: error\ndata: ${JSON.stringify(error("Prefill is off"))}\n\n`),
          chatting(["runs."]),
        ),
      );
    },
    options: [...continued("The fox"), ...CAPITALS],
    text: " runs.",
    says: /cannot continue in the middle of a text/m,
    code: 0,
  },
  ...["seed", "stream_options", "temperature", "max_tokens"].map(
    (name): Scenario => ({
      name: `does not know ${name}`,
      as: (server) => server.chat(without(name)),
      text: TEXT,
      says: new RegExp(`^127\\.0\\.0\\.1:\\d+ does not take ${name}, so it was left out\\.$`, "m"),
      code: 0,
      asked: (bodies) =>
        assert.deepEqual(
          bodies.map((body) => name in body),
          [true, false],
        ),
    }),
  ),
  {
    name: "does not know two fields and says so one at a time",
    as: (server) =>
      server.chat(
        refusing(
          (body) => "seed" in body,
          extra("seed"),
          without("stream_options", extra("stream_options")),
        ),
      ),
    text: TEXT,
    says: /does not take seed, stream_options, so it was left out/m,
    code: 0,
  },
  {
    name: "calls the most tokens by their new name",
    as: (server) =>
      server.chat(
        without(
          "max_tokens",
          json(
            error(
              "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
              { param: "max_tokens" },
            ),
            400,
          ),
        ),
      ),
    text: TEXT,
    code: 0,
    asked: (bodies) => assert.equal(bodies[1]?.max_completion_tokens, bodies[0]?.max_tokens),
  },
  {
    name: "has its temperature fixed",
    as: (server) =>
      server.chat(
        without(
          "temperature",
          json(error("Unsupported value: only 1 is supported.", { param: "temperature" }), 400),
        ),
      ),
    text: TEXT,
    says: /does not take temperature, so it was left out/m,
    code: 0,
  },
  {
    name: "refuses a field and does not say which",
    as: (server) => server.chat(without("seed", json(error("Bad request."), 400))),
    text: TEXT,
    says: /does not take .*seed.*, so it was left out/m,
    code: 0,
  },
  {
    name: "refuses a field within a stream",
    as: (server) => server.chat(without("seed", raw(event(error("Unknown parameter: seed"))))),
    text: TEXT,
    says: /does not take seed, so it was left out/m,
    code: 0,
  },
  {
    name: "does not stream",
    as: (server) =>
      server.chat(
        without("stream", json(error("Streaming is not supported.", { param: "stream" }), 400)),
      ),
    text: TEXT,
    says: /does not take stream, so it was left out/m,
    code: 0,
    asked: (bodies) => assert.equal("stream_options" in (bodies[1] ?? {}), false),
  },
  {
    name: "refuses whatever it is asked",
    as: (server) => server.chat(json(error("Not today."), 400)),
    text: "",
    says: /refused the request: Not today\.$/m,
    code: 2,
  },
  {
    name: "is too busy, and is not asked again",
    as: (server) => server.chat(json(error("No seed left", { param: "seed" }), 503)),
    text: "",
    says: /failed: No seed left\.$/m,
    code: 3,
    asked: (bodies) => assert.equal(bodies.length, 1),
  },
];

/** Completes a text of at most so many characters. */
function fitting(most: number, refusal: Reply): Reply {
  return refusing(
    ({ prompt }) => String(prompt).length > most,
    refusal,
    completing([" They run."]),
  );
}

const shortened: Pick<Scenario, "options" | "text" | "says" | "code"> = {
  options: continued(LONG),
  text: " They run.",
  says: /longer than the model can read at once; its last \d+ words were used/m,
  code: 0,
};

/** What was completed at last is an end of the document, and of at most so many characters. */
function isEndOf(most: number): NonNullable<Scenario["asked"]> {
  return (bodies) => {
    const { prompt } = bodies.at(-1) as { prompt: string };
    assert.ok(LONG.endsWith(prompt));
    assert.ok(prompt.length <= most, `${prompt.length} characters`);
    assert.ok(prompt.includes("The last paragraph"));
  };
}

const contexts: Scenario[] = [
  {
    ...shortened,
    name: "runs with a smaller context than its model has",
    as: (server) => {
      llamaCpp(server, { n_ctx: 1024, n_ctx_train: 131072 });
      server.completions(completing([" They run."]));
    },
    asked: isEndOf(2 * 1024),
  },
  {
    ...shortened,
    name: "tells its context only when it is asked for it",
    as: (server) => {
      llamaCpp(server, { n_ctx_train: 131072 });
      server.replies.set("/props", json({ default_generation_settings: { n_ctx: 512 } }));
      server.completions(completing([" They run."]));
    },
    asked: isEndOf(2 * 512),
  },
  {
    ...shortened,
    name: "does not know its context, and the person does",
    as: (server) => {
      server.models({ id: "writer", max_model_len: 0 });
      server.completions(completing([" They run."]));
    },
    options: [...continued(LONG), "--context-size", "512"],
    asked: isEndOf(2 * 512),
  },
  {
    ...shortened,
    name: "has a smaller context than it says, and tells its size when it refuses",
    as: (server) => {
      server.models({ id: "writer", max_model_len: 32768 });
      server.completions(
        fitting(
          2048,
          json(
            error("the request exceeds the available context size, try increasing it", {
              type: "exceed_context_size_error",
              n_prompt_tokens: 3300,
              n_ctx: 1024,
            }),
            400,
          ),
        ),
      );
    },
    asked: (bodies, server) => {
      assert.equal(bodies.length, 2);
      isEndOf(2048)(bodies, server);
    },
  },
  {
    ...shortened,
    name: "tells the size of its context in a sentence",
    as: (server) =>
      server.completions(
        fitting(
          2048,
          json(
            {
              object: "error",
              message:
                "This model's maximum context length is 1024 tokens. However, you requested 3600 tokens (3344 in the messages, 256 in the completion).",
              code: 400,
            },
            400,
          ),
        ),
      ),
    asked: isEndOf(2048),
  },
  {
    ...shortened,
    name: "says only that it is too much, and within a stream",
    as: (server) => server.completions(fitting(4000, raw(event(error("The prompt is too long."))))),
    asked: isEndOf(4000),
  },
  {
    name: "has no room for an instruction, which is not shortened",
    as: (server) =>
      server.chat(json(error("The prompt is too long: 900 tokens > 512 maximum"), 400)),
    text: "",
    says: /longer than the model of .* reads at once; take a smaller part of the text\.$/m,
    code: 2,
  },
];

const lists: Scenario[] = (
  [
    ["has the name with a tag", json({ data: [{ id: "writer:latest" }] })],
    ["has another name in its list", json({ data: [{ id: "other", aliases: ["scribe"] }] })],
    ["lists its models in a bare array", json([{ id: "writer" }])],
    ["lists names only", json({ data: ["writer"] })],
    ["lists them under another name", json({ models: [{ name: "writer", model: "writer" }] })],
    ["lists null", json({ object: "list", data: null })],
    ["has null for a list", json(null)],
    ["has no list", json({ detail: "Not Found" }, 404)],
    ["has a page for a list", raw("<html>Hello</html>", "text/html")],
    ["fails to list", json({}, 500)],
    [
      "has an odd number in its list",
      json({
        data: [
          { id: "other", max_model_len: -1, created: null },
          null,
          { id: "writer", max_model_len: 1e300, meta: { n_ctx_train: "many" } },
        ],
      }),
    ],
  ] as const
).map(([name, reply]) => ({
  name,
  as: (server) => {
    server.replies.set("/v1/models", reply);
    server.chat(whole);
  },
  text: TEXT,
  code: 0,
}));

const unknownModel: Scenario = {
  name: "does not know the model",
  as: (server) => {
    server.models({ id: "one" }, { id: "two" });
    server.chat(
      json({ object: "error", message: "The model `writer` does not exist.", code: 404 }, 404),
    );
  },
  text: "",
  says: /has no model writer; it has one, two\.$/m,
  code: 2,
};

const parted = [
  { type: "text", text: "A fox " },
  { type: "text", text: "runs." },
];
const message = choice({ message: { role: "assistant", content: TEXT }, finish_reason: "stop" });
const pieces = ["A fox ", "runs."];
const lines = (...values: unknown[]) => values.map((one) => `${JSON.stringify(one)}\n`).join("");

const forms: Scenario[] = (
  [
    ["answers in JSON", json(message)],
    ["answers in JSON of many lines", raw(JSON.stringify(message, undefined, 2), "text/plain")],
    [
      "answers in JSON that does not say why it ended",
      json(choice({ message: { content: TEXT } })),
    ],
    [
      "answers in JSON behind empty lines",
      raw(`\n\n  \n${JSON.stringify(message)}`, "application/json"),
    ],
    [
      "streams as plain text",
      raw(pieces.map((one) => event(chatPiece(one))).join("") + event("[DONE]"), "text/plain"),
    ],
    ["streams as any bytes", raw(event(chatPiece(TEXT, "stop")), "application/octet-stream")],
    [
      "streams one JSON value a line",
      raw(
        lines(...pieces.map((one) => chatPiece(one)), chatPiece("", "stop")),
        "application/x-ndjson",
      ),
    ],
    [
      "streams messages of its own, one a line",
      raw(
        lines(
          { message: { role: "assistant", content: "A fox " }, done: false },
          { message: { role: "assistant", content: "runs." }, done: false },
          { message: { role: "assistant", content: "" }, done: true, done_reason: "stop" },
        ),
        "application/x-ndjson",
      ),
    ],
    [
      "sends all of its pieces in a list",
      json([...pieces.map((one) => chatPiece(one)), chatPiece("", "stop")]),
    ],
    [
      "does not end its last event",
      afterText(`data: ${JSON.stringify(chatPiece("runs.", "stop"))}`),
    ],
    [
      "puts no empty lines between its events",
      raw(
        `${pieces.map((one) => `data:${JSON.stringify(chatPiece(one))}\r\n`).join("")}data:[DONE]`,
      ),
    ],
    [
      "sends comments, pings and other fields",
      raw(
        `: OPENROUTER PROCESSING\n\nevent: ping\ndata: {"type":"ping"}\n\nretry: 10\nid: 1\n` +
          event(chatPiece("A fox ")) +
          ": ping\n\ndata:\n\ndata: ping\n\n" +
          event(chatPiece("runs.", "stop")),
      ),
    ],
    [
      "sends null and empty frames",
      raw(
        `data: null\n\ndata: {}\n\n${event({ choices: [] })}${event({ choices: null })}${event({ choices: [null] })}` +
          event(choice({ delta: null })) +
          event(chatPiece(TEXT)) +
          event(choice({ delta: { content: null }, finish_reason: "stop" })),
      ),
    ],
    [
      "has a list of parts for a piece",
      raw(event(choice({ delta: { content: parted }, finish_reason: "stop" }))),
    ],
    [
      "has a list of parts for a message",
      json(choice({ message: { content: parted }, finish_reason: "stop" })),
    ],
    [
      "has an empty text beside the piece",
      raw(
        pieces.map((one) => event(choice({ text: "", delta: { content: one } }))).join("") +
          event("[DONE]"),
      ),
    ],
    ["has a whole message in a frame", raw(event(message) + event("[DONE]"))],
    [
      "repeats the whole message at the end",
      raw(pieces.map((one) => event(chatPiece(one))).join("") + event(message) + event("[DONE]")),
    ],
    [
      "counts its tokens oddly",
      raw(
        event(chatPiece(TEXT, "stop")) +
          event({
            choices: [],
            usage: { prompt_tokens: "many", completion_tokens: 2.5, total: -1 },
          }) +
          `data: {"choices":[],"usage":{"prompt_tokens":NaN,"completion_tokens":Infinity}}\n\n`,
      ),
    ],
    [
      "streams pieces of another interface",
      raw(
        'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"A fox runs."}}\n\n' +
          'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}\n\n',
      ),
    ],
  ] as const
).map(([name, reply]) => ({ name, as: (server) => server.chat(reply), text: TEXT, code: 0 }));

/** Thinks for so many tokens, then writes. */
const thinking =
  (tokens: number): Reply =>
  (response, { body }) => {
    begin(response);
    response.write(event(choice({ delta: { reasoning_content: "A fox?" } })));
    const isEnough = Number(body?.max_tokens) > tokens;
    response.end(
      isEnough
        ? event(chatPiece(`\n\n${TEXT}`, "stop")) + event("[DONE]")
        : event(chatPiece("", "length")) + event("[DONE]"),
    );
  };

const thought: Scenario[] = [
  {
    name: "thinks until there is no room, and needs more",
    as: (server) => server.chat(thinking(300)),
    text: TEXT,
    code: 0,
    asked: (bodies) => assert.equal(bodies.length, 2),
  },
  {
    name: "uses all its tokens for thinking, whatever it gets",
    as: (server) => server.chat(thinking(Number.POSITIVE_INFINITY)),
    text: "",
    says: /used all its tokens for thinking and wrote no text; allow more/m,
    code: 3,
  },
  {
    name: "thinks in the text and never comes to its end",
    as: (server) => server.chat(chatting(["<think>A ", "fox?"], { finish: "length" })),
    text: "",
    says: /used all its tokens for thinking and wrote no text/m,
    code: 3,
  },
  {
    name: "only thinks",
    as: (server) =>
      server.chat(
        json(choice({ message: { content: "", reasoning: "A fox?" }, finish_reason: "stop" })),
      ),
    text: "",
    says: /only thought and wrote no text/m,
    code: 3,
  },
  {
    name: "thinks in a part of the content",
    as: (server) =>
      server.chat(
        json(
          choice({
            message: {
              content: [
                { type: "thinking", thinking: [{ type: "text", text: "A fox?" }] },
                { type: "text", text: TEXT },
              ],
            },
            finish_reason: "stop",
          }),
        ),
      ),
    text: TEXT,
    code: 0,
  },
];

const JINJA =
  "\n------------\nWhile executing CallExpression at line 1, column 72 in source:\n{{ raise_exception('Conversation roles must alternate') }}\n ^\nError: Jinja Exception: Conversation roles must alternate";

const sentences: Scenario[] = [
  {
    name: "takes content only as a list of parts",
    as: (server) =>
      server.chat(refusing((body) => typeof contentOf(body) === "string", json(error(JINJA), 500))),
    text: TEXT,
    code: 0,
  },
  {
    name: "has a template that takes nothing",
    as: (server) => server.chat(json(error(JINJA), 500)),
    text: "",
    says: /^tiller: 127\.0\.0\.1:\d+ failed: the chat template of its model does not take this\.$/m,
    code: 3,
  },
  {
    name: "shows where its program failed",
    as: (server) =>
      server.chat(
        json(
          {
            detail:
              'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in run\n    boom()\nValueError: No GPU left',
          },
          500,
        ),
      ),
    text: "",
    says: /^tiller: 127\.0\.0\.1:\d+ failed: ValueError: No GPU left\.$/m,
    code: 3,
  },
  ...(
    [
      ["of Python", "Error code: 500 - {'error': {'message': 'No GPU left', 'param': None}}"],
      ["of JavaScript", "No GPU left\n    at run (/srv/app.js:3:5)\n    at main (/srv/app.js:1:1)"],
      ["of Java", "No GPU left\n\tat org.example.Run.run(Run.java:12)"],
    ] as const
  ).map(
    ([language, message]): Scenario => ({
      name: `prints what an error is in the manner ${language}`,
      as: (server) => server.chat(raw(event(error(message)))),
      text: "",
      says: /^tiller: 127\.0\.0\.1:\d+ failed: No GPU left\.$/m,
      code: 3,
    }),
  ),
  {
    name: "shows a template's place without its name",
    as: (server) =>
      server.chat(json(error("Value is not callable: null at row 1, column 72:\n{{- x() }}"), 500)),
    text: "",
    says: /failed: the chat template of its model does not take this\.$/m,
    code: 3,
  },
  {
    name: "passes another server's failure on",
    as: (server) =>
      server.chat(
        json(
          error(`litellm.BadGateway: OpenAIException - ${JSON.stringify(error("No GPU left"))}`),
          502,
        ),
      ),
    text: "",
    says: /^tiller: 127\.0\.0\.1:\d+ failed: No GPU left\.$/m,
    code: 3,
  },
  {
    name: "has what the server behind it said in a field of its own",
    as: (server) =>
      server.chat(
        json(
          error("Provider returned error", {
            metadata: { raw: JSON.stringify(error("No GPU left")) },
          }),
          502,
        ),
      ),
    text: "",
    says: /^tiller: 127\.0\.0\.1:\d+ failed: No GPU left\.$/m,
    code: 3,
  },
];

/** By what they are odd in. */
export const scenarios: Record<string, readonly Scenario[]> = {
  "how a text ended": endings,
  "what it takes": refusals,
  "its context": contexts,
  "its models": [...lists, unknownModel],
  "the form of its answers": forms,
  thinking: thought,
  "what it says about a failure": sentences,
};
