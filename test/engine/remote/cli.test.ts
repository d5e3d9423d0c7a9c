import assert from "node:assert/strict";
import { chatting, json, OpenAiServer } from "../../support/openai-server.js";
import { tillerOn as tiller } from "../../support/tiller-on-server.js";

describe("tiller on a server", () => {
  let server: OpenAiServer;
  beforeEach(async () => {
    server = await OpenAiServer.start();
    server.chat(chatting(["A FOX ", "RUNS."]));
  });
  afterEach(() => server.dispose());

  it("completes, with the key of the environment", async () => {
    const { stdout, stderr, code } = await tiller(
      ...["complete", "--model", server.model(), "--prompt", "Describe a fox."],
      ...["--steer", "change_case:english_capital"],
    );
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "A FOX RUNS.\n");
    assert.match(
      stderr,
      /^This server's model is not steered; the constraints are told and checked\.$/m,
    );
    assert.match(stderr, /^held {6}All capitals/m);
    assert.match(stderr, new RegExp(`^${server.host} · writer, 2 tokens`, "m"));
    assert.ok(server.received.every(({ authorization }) => authorization === "Bearer secret"));
  });

  it("rewrites", async () => {
    const { stdout, code } = await tiller(
      ...["rewrite", "--model", server.model(), "--text", "a fox runs."],
      ...["--steer", "change_case:english_capital"],
    );
    assert.equal(code, 0);
    assert.equal(stdout, "A FOX RUNS.\n");
  });

  it("fails as an engine does when the server fails, and as usage does when it refuses", async () => {
    const asked = ["complete", "--model", server.model(), "--prompt", "Describe a fox."];
    server.chat(json({}, 503));
    const broken = await tiller(...asked);
    assert.equal(broken.code, 3);
    assert.equal(broken.stderr, `tiller: ${server.host} failed: HTTP 503.\n`);
    server.chat(json({}, 401));
    assert.equal((await tiller(...asked)).code, 2);
  });
});
