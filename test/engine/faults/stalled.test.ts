import assert from "node:assert/strict";
import { EngineError } from "../../../src/engine/api/client.js";
import { onlyText, request, startEngine, type TestEngine } from "../../support/engine.js";
import { isAlive } from "../../support/is-alive.js";
import { until } from "../../support/until.js";

/** Goes on for a while: a hot temperature seldom finds an end. */
const long = request({
  prompt: { mode: "raw", text: "The fox lives in the forest." },
  sampling: { temperature: 1.5, seed: 7, maxTokens: 400 },
});

describe("an engine that stands still", () => {
  let engine: TestEngine;
  /** Stopped processes. */
  let stopped: number[];
  beforeEach(async () => {
    stopped = [];
    // What stands still does so for ever: any time is long enough.
    engine = await startEngine({ stopsWithinMs: 50 });
  });
  afterEach(async () => {
    await engine.dispose();
    await until(() => !stopped.some(isAlive));
  });

  function standStill(): number {
    const { processId } = engine.client;
    assert.ok(processId !== undefined);
    process.kill(processId, "SIGSTOP");
    stopped.push(processId);
    return processId;
  }

  it("lets a stop end all the same, with the text until then, and a new one goes on", async () => {
    const { client } = engine;
    const stop = new AbortController();
    let text = "";
    let pieces = 0;
    const outcome = await client.request(long, {
      signal: stop.signal,
      onText: (piece) => {
        text += piece;
        pieces += 1;
        if (pieces !== 3) return;
        standStill();
        stop.abort();
      },
    });
    assert.deepEqual(outcome, { status: "cancelled", result: undefined });
    assert.ok(text.length > 0);
    assert.equal(client.pendingRequests, 0);
    assert.equal(client.model, undefined);
    await until(() => !stopped.some(isAlive));
    assert.ok(onlyText(await client.request(request())).length > 0);
  });

  it("fails in a sentence what else it was asked for, and ends what else was stopped", async () => {
    const { client } = engine;
    const stop = new AbortController();
    await client.request(request());
    standStill();
    const outcomes = Promise.allSettled([
      client.request(request(), { signal: stop.signal }),
      client.request(request()),
      client.request(request(), { signal: stop.signal }),
    ]);
    stop.abort();
    const [first, other, third] = await outcomes;
    for (const cancelled of [first, third]) {
      assert.deepEqual(cancelled, {
        status: "fulfilled",
        value: { status: "cancelled", result: undefined },
      });
    }
    assert.ok(other.status === "rejected" && other.reason instanceof EngineError);
    assert.match(other.reason.message, /^The engine did not stop within \d+ seconds? [^\n]*\.$/);
    assert.ok(onlyText(await client.request(request())).length > 0);
  });

  it("may be ended by its person again and again: that is no death", async () => {
    const { client } = engine;
    for (let i = 0; i < 4; i++) {
      const stop = new AbortController();
      const stalled = client.request(long, { signal: stop.signal });
      standStill();
      stop.abort();
      assert.equal((await stalled).status, "cancelled");
    }
    assert.ok(onlyText(await client.request(request())).length > 0);
  });

  it("ends with its client", async () => {
    const { client } = engine;
    const text = client.request(long, { onText: () => standStill() });
    const failed = assert.rejects(text, { code: "engine-died" });
    await until(() => stopped.length > 0, 60_000);
    client.dispose();
    await failed;
    await until(() => !stopped.some(isAlive));
  });
});

describe("an engine that is busy", () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = await startEngine();
  });
  afterEach(() => engine.dispose());

  it("ends at once what is stopped while it waits for its turn", async () => {
    const { client } = engine;
    const [stopWriting, stopWaiting] = [new AbortController(), new AbortController()];
    const ended: string[] = [];
    const writing = client
      .request(long, { signal: stopWriting.signal })
      .finally(() => ended.push("writing"));
    const waiting = client
      .request(request(), { signal: stopWaiting.signal })
      .finally(() => ended.push("waiting"));
    stopWaiting.abort();
    assert.deepEqual(await waiting, { status: "cancelled", result: undefined });
    stopWriting.abort();
    await writing;
    assert.deepEqual(ended, ["waiting", "writing"]);
    assert.ok(onlyText(await client.request(request())).length > 0);
  });

  it("is not ended by a stop while it is not known yet what a server is to be told", async () => {
    const { client } = engine;
    await client.request(request());
    const { processId } = client;
    const stop = new AbortController();
    client.accessTo = () => new Promise(() => {});
    const asked = client.request(
      { ...request(), model: "http://127.0.0.1:9/v1#fox" },
      { signal: stop.signal },
    );
    stop.abort();
    assert.deepEqual(await asked, { status: "cancelled", result: undefined });
    assert.equal(client.pendingRequests, 0);
    assert.equal(client.processId, processId);
  });
});
