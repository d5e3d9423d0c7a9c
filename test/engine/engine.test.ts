import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { EngineError } from "../../src/engine/api/client.js";
import type { GenerateRequest } from "../../src/engine/api/protocol.js";
import {
  done,
  killEngine,
  onlyText,
  packageRoot,
  request,
  selection,
  startEngine,
  type TestEngine,
} from "../support/engine.js";
import { isAlive } from "../support/is-alive.js";
import { tillerTinyPlain } from "../support/tiny.js";
import { until } from "../support/until.js";

const capitals = selection("change_case:english_capital");

/** Goes on for a while: a hot temperature seldom finds an end. */
const long = request({
  prompt: { mode: "raw", text: "The fox lives in the forest." },
  sampling: { temperature: 1.5, seed: 7, maxTokens: 400 },
});

describe("the engine process", () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = await startEngine();
  });
  afterEach(() => engine.dispose());

  it("streams the text that its result holds", async () => {
    let streamed = "";
    const outcome = await engine.client.request(request(), {
      onText: (text) => {
        streamed += text;
      },
    });
    assert.ok(streamed.length > 10);
    assert.equal(onlyText(outcome), streamed);
    assert.equal(engine.client.pendingRequests, 0);
  });

  it("writes one text per strength, the first unsteered", async () => {
    const outcome = await engine.client.request(
      request({ selection: capitals, strengths: [0, 1] }),
    );
    const [unsteered, steered] = done(outcome).texts;
    assert.equal(unsteered?.text, onlyText(await engine.client.request(request())));
    assert.equal(unsteered?.steering.length, 0);
    assert.equal(steered?.steering.length, 1);
    assert.equal(steered?.receipt.held, 1, steered?.text);
  });

  it("streams only what its guarantees let stand, to each of several texts", async () => {
    const prompt: GenerateRequest["prompt"] = { mode: "continue", text: "The fox lives here." };
    const free = await engine.client.request(request({ prompt }));
    const [word = "a"] = onlyText(free).match(/\p{L}+/u) ?? [];
    const exclude = {
      id: "keywords:forbidden_words",
      args: { forbidden_words: [word] },
      dial: 1,
      guarantee: true,
    };
    const streamed = ["", ""];
    const outcome = await engine.client.request(
      request({
        prompt,
        selection: { constraints: [exclude], tell: false },
        strengths: [0, 1],
      }),
      {
        onText: (text, index) => {
          streamed[index] += text;
        },
      },
    );
    const { texts } = done(outcome);
    assert.deepEqual(
      texts.map(({ text }) => text),
      streamed,
    );
    for (const { receipt } of texts) assert.equal(receipt.held, 1);
    // Without its vector, the model had to be kept from the word that it had written before.
    assert.ok((texts[0]?.guarantees[0]?.interventions ?? 0) > 0);
  });

  it("says when a text was cut off before it could be guaranteed", async () => {
    const { constraints, tell } = selection("detectable_format:json_format");
    const outcome = await engine.client.request(
      request({
        selection: {
          constraints: constraints.map((active) => ({ ...active, guarantee: true })),
          tell,
        },
        strengths: [0],
        sampling: { temperature: 0, seed: 0, maxTokens: 1 },
      }),
    );
    const { texts, notes } = done(outcome);
    assert.equal(texts[0]?.stop, "length");
    assert.match(notes.join(" "), /cut off after 1 tokens?, too early to guarantee "JSON"/);
  });

  it("steers two constraints at layers of their own, and words of one at the same", async () => {
    const both = done(
      await engine.client.request(
        request({
          selection: selection("change_case:english_capital", "length_constraints:concise"),
        }),
      ),
    );
    const layers = both.texts[0]?.steering.map(({ layer }) => layer) ?? [];
    assert.equal(layers.length, 2);
    assert.equal(new Set(layers).size, 2);
    const words = done(
      await engine.client.request(
        request({
          selection: {
            constraints: [
              {
                id: "keywords:forbidden_words",
                args: { forbidden_words: ["forest", "river"] },
                dial: 1,
                guarantee: false,
              },
            ],
            tell: false,
          },
        }),
      ),
    );
    const together = words.texts[0]?.steering.map(({ layer }) => layer) ?? [];
    assert.equal(together.length, 2);
    assert.equal(new Set(together).size, 1);
  });

  it("reuses no cell that was computed under other steering", async () => {
    const before = onlyText(await engine.client.request(request()));
    await engine.client.request(request({ selection: capitals }));
    assert.equal(onlyText(await engine.client.request(request())), before);
  });

  it("goes on where the model would rather end", async () => {
    const { client } = engine;
    const whole = onlyText(await client.request(request()));
    const more = await client.request(request({ prompt: { mode: "continue", text: whole } }));
    assert.ok(onlyText(more).trim().length > 0);
  });

  it("continues from cached cells as it does from none", async () => {
    const prompt = (text: string) => request({ prompt: { mode: "continue", text } });
    const first = "The fox lives in the forest.";
    const longer = `${first} It likes to eat berries.`;
    await engine.client.request(prompt(first));
    const cached = onlyText(await engine.client.request(prompt(longer)));
    const fresh = await startEngine();
    try {
      assert.equal(onlyText(await fresh.client.request(prompt(longer))), cached);
    } finally {
      await fresh.dispose();
    }
  });

  it("stops within a token and keeps what is written", async () => {
    const controller = new AbortController();
    let pieces = 0;
    const outcome = await engine.client.request(long, {
      signal: controller.signal,
      onText: () => {
        pieces += 1;
        if (pieces === 3) controller.abort();
      },
    });
    assert.equal(outcome.status, "cancelled");
    assert.equal(outcome.result?.texts[0]?.stop, "stopped");
    assert.ok(outcome.result.texts[0].text.length > 0);
    // It is free for the next one.
    assert.ok(onlyText(await engine.client.request(request())).length > 10);
  });

  it("does not begin a request that was cancelled while it waited", async () => {
    const controller = new AbortController();
    const first = engine.client.request(request());
    const second = engine.client.request(request(), { signal: controller.signal });
    controller.abort();
    assert.equal((await first).status, "done");
    assert.deepEqual(await second, { status: "cancelled", result: undefined });
  });

  it("may be killed: the request fails in a sentence, the next one works", async () => {
    const killed = engine.client.request(long, {
      onText: () => killEngine(engine.client),
    });
    await assert.rejects(
      killed,
      (error) => error instanceof EngineError && error.code === "engine-died",
    );
    assert.ok(onlyText(await engine.client.request(request())).length > 10);
  });

  it("gives up after dying again and again", async () => {
    const die = () =>
      engine.client.request(long, {
        onProgress: () => killEngine(engine.client),
      });
    for (let i = 0; i < 3; i++) await assert.rejects(die(), EngineError);
    await assert.rejects(die(), /3 times in a row; restart the editor or choose another model\.$/);
    // Which can be done.
    const { client } = engine;
    await client.request({ kind: "verify", text: "A fox.", selection: long.selection });
    await assert.rejects(die(), /3 times in a row/);
    const other = request({ model: tillerTinyPlain });
    assert.ok(onlyText(await client.request(other)).length > 0);
  });

  it("ends with its parent", async () => {
    const parent = fork(join(packageRoot, "test", "support", "engine-parent.ts"), [], {
      execArgv: ["--import=tsx"],
    });
    const [pid] = (await once(parent, "message")) as [number];
    assert.ok(isAlive(pid));
    parent.kill("SIGKILL");
    await until(() => !isAlive(pid));
  });
});

describe("an idle engine", () => {
  it("frees the model and loads it again", async () => {
    const engine = await startEngine({ idleUnloadMs: 1 });
    try {
      const freed = new Promise<void>((resolve) => {
        engine.client.on("model", (model) => {
          if (model === undefined) resolve();
        });
      });
      await engine.client.request(request());
      await freed;
      assert.equal(engine.client.model, undefined);
      assert.ok(onlyText(await engine.client.request(request())).length > 10);
    } finally {
      await engine.dispose();
    }
  });
});

describe("a text longer than the context", () => {
  it("is continued from its end, and the result says so", async () => {
    const engine = await startEngine();
    try {
      const text = `${"The fox lives in the forest. ".repeat(1000)}The camel lives in the desert.`;
      const prompt = (part: string) => request({ prompt: { mode: "continue", text: part } });
      const cut = done(await engine.client.request(prompt(text)));
      assert.ok(cut.promptTokens < cut.model.contextSize);
      const words = Number(/its last (\d+) words were used/.exec(cut.notes.join())?.[1]);
      const end = text.split(" ").slice(-words).join(" ");
      assert.ok(end.startsWith("The fox"), "the part begins with a sentence");
      const alone = done(await engine.client.request(prompt(end)));
      assert.deepEqual(alone.notes, []);
      assert.equal(cut.promptTokens, alone.promptTokens);
      assert.equal(cut.texts[0]?.text, alone.texts[0]?.text);
    } finally {
      await engine.dispose();
    }
  });
});
