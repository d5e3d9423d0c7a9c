import assert from "node:assert/strict";
import { ServerClient } from "../../../../src/engine/remote/server-client.js";
import { parseModelReference, type ServerModel } from "../../../../src/models/model-reference.js";
import { begin, chatPiece, event, OpenAiServer } from "../../../support/openai-server.js";

describe("a server that falls silent", () => {
  let server: OpenAiServer;
  let client: ServerClient;
  beforeEach(async () => {
    server = await OpenAiServer.start();
    const reference = parseModelReference(server.model()) as ServerModel;
    client = new ServerClient(reference, undefined, { facts: 30, text: 2000, count: 30 });
  });
  afterEach(() => server.dispose());

  async function answer() {
    const parts = [];
    const { signal } = new AbortController();
    for await (const part of client.answer("chat/completions", {}, signal)) parts.push(part);
    return parts;
  }

  it("is given up, when it is asked about itself", async () => {
    server.replies.set("/v1/models", () => {});
    const asked = client.ask("models", new AbortController().signal);
    await assert.rejects(asked, /has sent nothing for \d+ seconds; try again/);
  });

  it("is given up in the middle of a text, which is kept, and the connection is closed", async () => {
    const closed = new Promise((resolve) => {
      server.chat((response) => {
        response.on("close", resolve);
        begin(response);
        response.write(event(chatPiece("A fox")));
      });
    });
    const [text, last] = await answer();
    await closed;
    assert.deepEqual(text, { text: "A fox" });
    assert.ok(last && "end" in last);
    assert.equal(last.end.how, "cut");
    assert.match(last.end.failure?.message ?? "", /has sent nothing/);
  });

  it("behind the end of a text is not waited for", async () => {
    server.chat((response) => {
      begin(response);
      response.write(event(chatPiece("A fox", "stop")));
    });
    assert.deepEqual(await answer(), [{ text: "A fox" }, { end: { how: "finished" } }]);
  });
});
