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
    client = new ServerClient(reference, undefined, { facts: 30, text: 2000 });
  });
  afterEach(() => server.dispose());

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
    let text = "";
    const read = async () => {
      const { signal } = new AbortController();
      for await (const piece of client.stream("chat/completions", {}, signal)) text += piece.text;
    };
    await assert.rejects(read(), /has sent nothing/);
    await closed;
    assert.equal(text, "A fox");
  });
});
