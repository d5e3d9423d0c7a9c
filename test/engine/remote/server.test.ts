import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { EngineError } from "../../../src/engine/api/client.js";
import type { GenerateRequest, Request } from "../../../src/engine/api/protocol.js";
import {
  done,
  onlyText,
  request,
  selection,
  startEngine,
  type TestEngine,
} from "../../support/engine.js";
import {
  begin,
  chatPiece,
  chatting,
  completing,
  event,
  json,
  OpenAiServer,
} from "../../support/openai-server.js";
import { tillerTiny } from "../../support/tiny.js";

const capitals = selection("change_case:english_capital");
const continued: GenerateRequest["prompt"] = { mode: "continue", text: "The fox " };

describe("a model of a server", () => {
  let engine: TestEngine;
  let server: OpenAiServer;
  before(async () => {
    engine = await startEngine();
  });
  after(() => engine.dispose());
  beforeEach(async () => {
    server = await OpenAiServer.start();
    engine.client.accessTo = undefined;
  });
  afterEach(() => server.dispose());

  const ask = (change: Partial<GenerateRequest> = {}, handlers = {}) =>
    engine.client.request(request({ model: server.model(), ...change }), handlers);

  async function failureOf(asked: Promise<unknown>): Promise<EngineError> {
    const error = await asked.then(
      () => assert.fail("it should have failed"),
      (reason) => reason,
    );
    assert.ok(error instanceof EngineError, String(error));
    return error;
  }

  it("streams a text, verifies it and says that it is told, not steered", async () => {
    server.chat(
      chatting(["A FOX ", "RUNS."], { usage: { prompt_tokens: 21, completion_tokens: 7 } }),
    );
    const pieces: string[] = [];
    const result = done(
      await ask({ selection: capitals }, { onText: (text: string) => pieces.push(text) }),
    );
    assert.deepEqual(pieces, ["A FOX ", "RUNS."]);
    const [text] = result.texts;
    assert.equal(text?.text, "A FOX RUNS.");
    assert.equal(text?.stop, "end");
    assert.equal(text?.tokens, 7);
    assert.equal(text?.receipt.held, 1);
    assert.deepEqual(text?.steering, []);
    assert.equal(result.promptTokens, 21);
    assert.ok((result.tokensPerSecond ?? 0) > 0);
    assert.deepEqual(result.notes, [
      "This server's model is not steered; the constraints are told and checked.",
    ]);
    const { body } = server.first();
    const [message] = body.messages as { role: string; content: string }[];
    assert.equal(message?.role, "user");
    assert.match(
      message?.content ?? "",
      /^Describe a fox\. .*capital/i,
      "told though not asked to be",
    );
    assert.deepEqual(
      { ...body, messages: undefined },
      {
        model: "writer",
        messages: undefined,
        temperature: 0,
        seed: 0,
        max_tokens: 128,
        stream: true,
        stream_options: { include_usage: true },
      },
    );
  });

  it("has its name, its server and its context in its description", async () => {
    server.models({ id: "writer", max_model_len: 4096 });
    const { result } = await engine.client.request({ kind: "load", model: server.model() });
    assert.deepEqual(result, {
      path: server.model(),
      name: `${server.host} · writer`,
      layers: 0,
      width: 0,
      contextSize: 4096,
      device: `server ${server.host}`,
      server: server.host,
    });
    assert.deepEqual(engine.client.model, result);
  });

  it("says when a text was cut off at its length", async () => {
    server.chat(chatting(["One two"], { finish: "length" }));
    assert.equal(done(await ask()).texts[0]?.stop, "length");
  });

  it("counts the pieces where the server does not count the tokens", async () => {
    server.chat(chatting(["a", "b", "c"]));
    assert.equal(done(await ask()).texts[0]?.tokens, 3);
  });

  it("writes one text for all strengths and says that they are alike", async () => {
    server.chat(chatting(["A FOX."]));
    const streamed = ["", "", ""];
    const { texts, notes } = done(
      await ask(
        { selection: capitals, strengths: [0, 1, 1.5] },
        {
          onText: (text: string, index: number) => {
            streamed[index] += text;
          },
        },
      ),
    );
    assert.deepEqual(streamed, ["A FOX.", "A FOX.", "A FOX."]);
    assert.deepEqual(
      texts.map(({ text, strength }) => [text, strength]),
      [
        ["A FOX.", 0],
        ["A FOX.", 1],
        ["A FOX.", 1.5],
      ],
    );
    assert.equal(server.asked.length, 1);
    assert.ok(notes.includes("Without steering, all strengths give the same text."));
  });

  it("does not promise a guarantee", async () => {
    server.chat(chatting(["no json"]));
    const json = selection("detectable_format:json_format").constraints.map((active) => ({
      ...active,
      guarantee: true,
    }));
    const { texts, notes } = done(await ask({ selection: { constraints: json, tell: false } }));
    assert.deepEqual(texts[0]?.guarantees, []);
    assert.equal(texts[0]?.receipt.failed, 1);
    assert.match(notes.join("\n"), /cannot guarantee constraints.*JSON/);
  });

  describe("continues a text", () => {
    it("by completing it, where nothing is to be told", async () => {
      server.completions(completing([" runs", " away."]));
      assert.equal(onlyText(await ask({ prompt: continued })), "runs away.");
      const { path, body } = server.first<{ prompt: string }>();
      assert.equal(path, "/v1/completions");
      assert.equal(body.prompt, "The fox", "the space before the cursor is the answer's");
    });

    it("in the assistant's message, where the server says that it can", async () => {
      server.describe(["messages", "continue_final_message", "chat_template_kwargs"]);
      server.chat(chatting(["RUNS."]));
      const result = done(await ask({ prompt: continued, selection: capitals }));
      assert.equal(result.texts[0]?.text, "RUNS.");
      const { body } = server.first();
      const messages = body.messages as { role: string; content: string }[];
      assert.deepEqual(
        messages.map(({ role }) => role),
        ["user", "assistant"],
      );
      assert.match(messages[0]?.content ?? "", /^Write an interesting, .*capital/i);
      assert.equal(messages[1]?.content, "The fox");
      assert.equal(body.continue_final_message, true);
      assert.equal(body.add_generation_prompt, false);
      assert.deepEqual(body.chat_template_kwargs, { enable_thinking: false });
      assert.equal(result.notes.length, 1);
    });

    it("in llama.cpp's way, which is a last message of the assistant", async () => {
      server.models({ id: "writer", owned_by: "llamacpp", meta: { n_ctx_train: 2048 } });
      server.chat(chatting(["RUNS."]));
      await ask({ prompt: continued, selection: capitals });
      const { body } = server.first();
      assert.equal((body.messages as unknown[]).length, 2);
      assert.equal("continue_final_message" in body, false);
    });

    it("by being asked to, where there is no other way, and says so", async () => {
      server.chat(chatting(["runs."]));
      const { texts, notes } = done(await ask({ prompt: { mode: "continue", text: "The fox" } }));
      assert.equal(texts[0]?.text, " runs.", "a word is not glued to the one before");
      assert.deepEqual(
        server.asked.map(({ path }) => path),
        ["/v1/completions", "/v1/chat/completions"],
      );
      assert.match(notes.join("\n"), /cannot continue in the middle of a text/);
      await ask({ prompt: continued });
      assert.equal(server.asked.length, 3, "what is missing is not asked for again");
    });

    it("from its end, where all of it is too long for the model", async () => {
      server.models({ id: "writer", max_model_len: 64 });
      server.completions(completing(["."]));
      const text = `${"Lost words. ".repeat(40)}\n\nThe last paragraph stays`;
      const { notes } = done(await ask({ prompt: { mode: "continue", text } }));
      const { body } = server.first<{ prompt: string; max_tokens: number }>();
      assert.ok(text.endsWith(body.prompt));
      assert.ok(body.prompt.length <= 64);
      assert.equal(body.max_tokens, 32);
      assert.match(notes.join("\n"), /its last \d+ words were used/);
    });

    it("raw only by completing it", async () => {
      const { code, message } = await failureOf(ask({ prompt: { mode: "raw", text: "The" } }));
      assert.equal(code, "server-refused");
      assert.match(message, /does not know what was asked for/);
    });
  });

  it("rewrites a text, with room for all of it", async () => {
    server.chat(chatting(["A FOX."]));
    const text = "a fox. ".repeat(100);
    await ask({ prompt: { mode: "rewrite", text }, selection: capitals });
    const { body } = server.first();
    const [message] = body.messages as { content: string }[];
    assert.match(message?.content ?? "", /^Rewrite this text\..*capital.*\n\na fox\. a fox\./is);
    assert.ok((body.max_tokens as number) > 300);
  });

  it("answers in a conversation, the constraints told with the last message", async () => {
    server.chat(chatting(["YES."]));
    await ask({
      selection: capitals,
      prompt: {
        mode: "chat",
        messages: [
          { role: "user", text: "Hello." },
          { role: "assistant", text: "Hi." },
          { role: "user", text: "Is it late?" },
        ],
      },
    });
    const { body } = server.first();
    const messages = body.messages as { role: string; content: string }[];
    assert.deepEqual(messages.slice(0, 2), [
      { role: "user", content: "Hello." },
      { role: "assistant", content: "Hi." },
    ]);
    assert.match(messages[2]?.content ?? "", /^Is it late\? .*capital/i);
  });

  it("keeps what a model thinks out of the text", async () => {
    server.chat(chatting(["<thi", "nk>A fox?", " Yes.</thi", "nk>\n\nA", " fox."]));
    assert.equal(onlyText(await ask()), "A fox.");
  });

  it("reads characters and events that arrive in parts", async () => {
    const bytes = Buffer.from(
      event(chatPiece("Füchse 🦊")) + event(chatPiece(".", "stop")) + event("[DONE]"),
    );
    server.chat(async (response) => {
      begin(response);
      for (const byte of bytes) {
        if (!response.write(Buffer.of(byte))) await once(response, "drain");
        // Each in a packet of its own.
        await new Promise(setImmediate);
      }
      response.end();
    });
    assert.equal(onlyText(await ask()), "Füchse 🦊.");
  });

  it("is told only the sampling that was chosen, and that it takes", async () => {
    const sampling = { topP: 0.9, topK: 20, dry: { multiplier: 0.8 }, seed: 1, maxTokens: 8 };
    server.chat(chatting(["A fox."]));
    const plain = done(await ask({ sampling }));
    const told = { temperature: 0.8, top_p: 0.9, seed: 1, max_tokens: 8 };
    const { stream: _, stream_options: __, messages: ___, ...body } = server.first().body;
    assert.deepEqual(body, { model: "writer", ...told });
    assert.deepEqual(plain.notes, [
      `Sampling settings that ${server.host} does not accept: topK, dry.multiplier.`,
    ]);
    const used = { temperature: 0.8, topP: 0.9, seed: 1, maxTokens: 8 };
    assert.deepEqual(plain.sampling, used);
    server.models({ id: "other", owned_by: "llamacpp" });
    const known = done(await ask({ model: server.model("other"), sampling }));
    assert.deepEqual(known.notes, []);
    assert.deepEqual(known.sampling, { ...used, topK: 20, dry: { multiplier: 0.8 } });
    const asked = server.asked.at(-1)?.body ?? {};
    assert.deepEqual([asked.top_k, asked.dry_multiplier, asked.min_p], [20, 0.8, undefined]);
  });

  it("is left as soon as its text has begun to loop", async () => {
    const closed = new Promise<void>((resolve) => {
      server.chat((response: ServerResponse) => {
        response.on("close", resolve);
        begin(response);
        for (let i = 0; i < 4; i++) {
          for (const piece of ["The fox ", "ran over ", "the hill. "]) {
            response.write(event(chatPiece(piece)));
          }
        }
      });
    });
    const shown: string[] = [];
    const { texts, notes } = done(
      await ask({}, { onText: (piece: string) => void shown.push(piece) }),
    );
    await closed;
    assert.equal(texts[0]?.stop, "repetition");
    assert.equal(texts[0]?.text, "The fox ran over the hill. The fox ran over the hill.");
    assert.equal(shown.join(""), texts[0]?.text);
    assert.deepEqual(notes, ["The text began to repeat itself, so it was ended there."]);
  });

  it("ends with a whole sentence when it has no more room, or is said to be cut off", async () => {
    const sampling = { temperature: 0, seed: 0, maxTokens: 10 };
    const words = "A fox ran by. It saw us. It hid again".match(/\s?\S+/g) ?? [];
    server.chat(chatting(words, { finish: "length" }));
    const whole = done(await ask({ sampling }));
    assert.equal(whole.texts[0]?.stop, "length");
    assert.match(whole.notes.join(), /cut off after 10 tokens/);
    server.chat(
      chatting([...words.slice(0, 7), " It", " hid", " again.", " Then"], { finish: "length" }),
    );
    const ended = done(await ask({ sampling: { ...sampling, maxTokens: 11 } }));
    assert.equal(ended.texts[0]?.stop, "sentence");
    assert.equal(ended.texts[0]?.text, "A fox ran by. It saw us. It hid again.");
    assert.deepEqual(ended.notes, []);
  });

  it("reads an event of megabytes", async () => {
    const long = "fox ".repeat(1_000_000);
    server.chat(chatting([long]));
    assert.equal(onlyText(await ask()), long);
  });

  it("closes the connection as soon as it is stopped, and keeps what had arrived", async () => {
    const stop = new AbortController();
    const closed = new Promise<void>((resolve) => {
      server.chat((response: ServerResponse) => {
        response.on("close", resolve);
        begin(response);
        response.write(event(chatPiece("A FOX")));
      });
    });
    const outcome = await ask(
      { selection: capitals },
      { signal: stop.signal, onText: () => stop.abort() },
    );
    await closed;
    assert.equal(outcome.status, "cancelled");
    assert.equal(outcome.result?.texts[0]?.text, "A FOX");
    assert.equal(outcome.result?.texts[0]?.stop, "stopped");
    assert.equal(outcome.result?.texts[0]?.receipt.held, 1);
  });

  it("can be stopped while the server says nothing", async () => {
    const stop = new AbortController();
    const closed = new Promise<void>((resolve) => {
      server.chat((response: ServerResponse) => {
        response.on("close", resolve);
        stop.abort();
      });
    });
    const outcome = await ask({}, { signal: stop.signal });
    await closed;
    assert.equal(outcome.status, "cancelled");
  });

  describe("that does not end a text", () => {
    const stopped = "The text was cut off: ";
    for (const [name, ending, pattern] of [
      ["but its stream", "", /connection to .* broke in the middle of the text; what had arrived/],
      ["but sends invalid JSON", event("{oops"), /sent something unreadable/],
      ["but JSON of another kind", event({ choices: "none" }), /broke in the middle of the text/],
      [
        "but says what went wrong",
        event({ error: { message: "Out of memory." } }),
        /failed: Out of memory\.$/,
      ],
    ] as const) {
      it(`${name}, leaves it, with a receipt and the reason`, async () => {
        server.chat((response) => {
          begin(response);
          response.end(event(chatPiece("A FOX")) + ending);
        });
        let streamed = "";
        const { texts, notes } = done(
          await ask({ selection: capitals }, { onText: (text: string) => (streamed += text) }),
        );
        assert.equal(streamed, "A FOX");
        assert.equal(texts[0]?.text, "A FOX");
        assert.equal(texts[0]?.stop, "cut");
        assert.equal(texts[0]?.receipt.held, 1);
        const last = notes.at(-1) ?? "";
        assert.ok(last.startsWith(stopped), last);
        assert.match(last, pattern);
      });
    }
  });

  it("is asked as it takes it from the second time on, which is said once", async () => {
    server.chat((response, request) => {
      const isRefused = request.body && "seed" in request.body;
      const refusal = json({ detail: [{ loc: ["body", "seed"], msg: "Extra inputs" }] }, 422);
      (isRefused ? refusal : chatting(["A fox."]))(response, request);
    });
    const left = `${server.host} does not take seed, so it was left out.`;
    assert.deepEqual(done(await ask()).notes, [left]);
    assert.equal(server.asked.length, 2);
    await engine.client.request({ kind: "load", model: server.model() });
    assert.deepEqual(done(await ask()).notes, []);
    assert.equal(server.asked.length, 3);
    await ask({ model: server.model("other") });
    assert.equal(server.asked.length, 5, "another model may take it");
  });

  it("reads no more at once than the person wants", async () => {
    server.models({ id: "writer", max_model_len: 4096 });
    engine.client.loading = () => ({ contextSize: 1024 });
    try {
      const { result } = await engine.client.request({ kind: "load", model: server.model() });
      assert.equal(result?.contextSize, 1024);
    } finally {
      engine.client.loading = undefined;
    }
  });

  describe("that fails says so in one sentence", () => {
    for (const [name, reply, code, pattern] of [
      [
        "401",
        json({ error: { message: "Bad key." } }, 401),
        "server-refused",
        /wants a different API key.*TILLER_API_KEY.*\(Bad key\)/,
      ],
      [
        "403",
        json({ detail: "Not yours" }, 403),
        "server-refused",
        /does not allow this with your key \(Not yours\)/,
      ],
      [
        "400",
        json({ error: "Too long.\nShorten it." }, 400),
        "server-refused",
        /refused the request: Too long\. Shorten it\.$/,
      ],
      [
        "422",
        json({ detail: [{ msg: "Field required" }] }, 422),
        "server-refused",
        /refused the request: Field required/,
      ],
      [
        "429",
        json({}, 429, { "retry-after": "20" }),
        "server-failed",
        /too many requests; try again in 20 seconds \(HTTP 429\)/,
      ],
      [
        "429 without a time",
        json({}, 429),
        "server-failed",
        /too many requests; try again a little later/,
      ],
      [
        "500",
        json({ error: { message: "CUDA out of memory" } }, 500),
        "server-failed",
        /failed: CUDA out of memory\./,
      ],
      [
        "a proxy's page",
        (r: ServerResponse) =>
          r.writeHead(502, { "content-type": "text/html" }).end("<html>Bad</html>"),
        "server-failed",
        /failed: HTTP 502\./,
      ],
      [
        "a redirection",
        (r: ServerResponse) => r.writeHead(307, { location: "https://other.example/v1" }).end(),
        "server-refused",
        /redirects to https:\/\/other\.example\/v1/,
      ],
      [
        "something that is no API",
        (r: ServerResponse) =>
          r.writeHead(200, { "content-type": "text/html" }).end("<html>Hi</html>"),
        "server-refused",
        /does not answer like an OpenAI-compatible server/,
      ],
    ] as const) {
      it(name, async () => {
        server.chat(reply);
        const error = await failureOf(ask());
        assert.equal(error.code, code);
        assert.match(error.message, pattern);
        assert.ok(error.message.startsWith(server.host), error.message);
        assert.equal(error.message.split("\n").length, 1);
      });
    }

    it("an event without an end", async () => {
      server.chat((response) => {
        begin(response);
        response.write("data: ");
        const more = () => {
          while (response.write("x".repeat(1_000_000)));
          response.once("drain", more);
        };
        more();
      });
      assert.match((await failureOf(ask())).message, /sent something unreadable/);
    });

    it("a model that it does not have", async () => {
      server.models({ id: "one" }, { id: "two" });
      const error = await failureOf(ask());
      assert.equal(error.message, `${server.host} has no model writer; it has one, two.`);
    });

    it("neither a list of models nor anything to ask", async () => {
      server.replies.set("/v1/models", json({ hello: "world" }));
      assert.match((await failureOf(ask())).message, /does not answer like an OpenAI-compatible/);
    });

    it("nobody there", async () => {
      const gone = await OpenAiServer.start();
      const model = gone.model();
      await gone.dispose();
      const error = await failureOf(ask({ model }));
      assert.equal(error.code, "server-failed");
      assert.match(error.message, /Nothing answers at 127\.0\.0\.1:\d+; is the server running\?/);
    });

    it("an address without a model", async () => {
      const error = await failureOf(ask({ model: `${server.origin}/v1` }));
      assert.equal(error.code, "bad-input");
      assert.match(error.message, /names no model/);
    });

    it("an empty prompt", async () => {
      const error = await failureOf(ask({ prompt: { mode: "write", instruction: " " } }));
      assert.equal(error.code, "bad-input");
    });
  });

  it("answers again after it failed", async () => {
    server.chat(json({}, 500));
    await failureOf(ask());
    server.chat(chatting(["A fox."]));
    assert.equal(onlyText(await ask()), "A fox.");
  });

  describe("gets the key", () => {
    it("that belongs to it, with every request", async () => {
      server.chat(chatting(["A fox."]));
      const models: string[] = [];
      engine.client.accessTo = async (model) => {
        models.push(model);
        return { key: "secret", unencrypted: false };
      };
      await ask();
      assert.deepEqual(models, [server.model()]);
      assert.ok(server.received.length >= 3);
      for (const { authorization } of server.received) assert.equal(authorization, "Bearer secret");
    });

    it("which is in no message about its failures", async () => {
      engine.client.accessTo = async () => ({ key: "secret", unencrypted: false });
      server.chat(json({ error: { message: "Wrong key: secret" } }, 401));
      assert.match((await failureOf(ask())).message, /Wrong key: \*\*\*/);
    });

    it("or none", async () => {
      server.chat(chatting(["A fox."]));
      await ask();
      for (const { authorization } of server.received) assert.equal(authorization, undefined);
    });
  });

  it("is not asked over an unencrypted network without the person's word", async () => {
    const error = await failureOf(ask({ model: "http://192.0.2.1:8000/v1#writer" }));
    assert.equal(error.code, "server-refused");
    assert.match(error.message, /^http:\/\/192\.0\.2\.1:8000 is not encrypted/);
  });

  it("does nothing for which its file is needed", async () => {
    const model = server.model();
    const [constraint] = capitals.constraints as [(typeof capitals.constraints)[number]];
    const requests: Request[] = [
      { kind: "calibrate", model, constraints: [constraint], modes: ["told"] },
      { kind: "texts", model, cases: [], maxTokens: 1 },
      { kind: "geometry", model, constraints: [constraint], layer: 1, pairs: 2 },
      { kind: "export-vectors", model, file: "none.zip" },
      { kind: "import-vectors", model, file: "none.zip", crossModel: false },
      { kind: "map-vectors", source: model, model: tillerTiny, directory: "none" },
      { kind: "map-vectors", source: tillerTiny, model, directory: "none" },
      { kind: "calibration", model },
    ];
    for (const asked of requests) {
      const { code, message } = await failureOf(engine.client.request(asked));
      assert.equal(code, "bad-input", asked.kind);
      assert.equal(
        message,
        "This needs the model's file on this machine, but writer runs on a server.",
      );
    }
    assert.deepEqual(server.received, []);
  });
});
