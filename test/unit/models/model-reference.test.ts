import assert from "node:assert/strict";
import {
  formatModelReference,
  hostOf,
  isPrivate,
  isServerReference,
  originOf,
  parseModelReference,
  type ServerModel,
} from "../../../src/models/model-reference.js";

const server = (model: string) => {
  const reference = parseModelReference(model);
  assert.equal(reference.kind, "server");
  return reference as ServerModel;
};

describe("a model string", () => {
  it("is a path, whatever it looks like, unless it begins as an address", () => {
    for (const path of ["/models/a.gguf", "C:\\models\\a#b.gguf", "httpd.gguf", "a b/ü.gguf", ""]) {
      assert.deepEqual(parseModelReference(path), { kind: "file", path });
      assert.equal(formatModelReference(parseModelReference(path)), path);
      assert.equal(isServerReference(path), false);
    }
  });

  it("is a server's base URL and the model's name, letter by letter", () => {
    for (const [text, baseUrl, model] of [
      ["http://127.0.0.1:8000/v1#name", "http://127.0.0.1:8000/v1", "name"],
      ["https://team.example/v1#Qwen/Qwen3-8B", "https://team.example/v1", "Qwen/Qwen3-8B"],
      ["https://team.example/openai/v1/#a#b%20c", "https://team.example/openai/v1", "a#b%20c"],
      ["HTTP://Localhost:8080#llama3:8b", "http://localhost:8080/v1", "llama3:8b"],
    ] as const) {
      const reference = server(text);
      assert.deepEqual(reference, { kind: "server", baseUrl, model });
      assert.deepEqual(parseModelReference(formatModelReference(reference)), reference);
    }
  });

  it("says in one sentence what an address lacks", () => {
    for (const [text, pattern] of [
      ["http://127.0.0.1:8000/v1", /names no model.*127\.0\.0\.1:8000\/v1#model-name/],
      ["http://127.0.0.1:8000/v1#  ", /names no model/],
      ["http://#name", /not a server's address/],
      ["http://host:port/v1#name", /http:\/\/host:port\/v1 is not a server's address/],
      ["https://me:secret@team.example/v1#name", /team\.example contains a user name or password/],
      ["https://team.example/v1?key=secret#name", /team\.example contains more than a path/],
    ] as const) {
      assert.throws(
        () => parseModelReference(text),
        (error: Error) => {
          assert.match(error.message, pattern);
          assert.ok(!error.message.includes("secret"), "a secret does not come back in an error");
          return true;
        },
      );
    }
  });

  it("tells what is on this machine, or encrypted, from what others can read on the way", () => {
    for (const host of ["http://127.0.0.1:1", "http://127.8.9.1", "http://[::1]:8000"]) {
      assert.equal(isPrivate(server(`${host}/v1#m`)), true, host);
    }
    for (const host of ["http://localhost", "http://models.localhost", "https://a.example"]) {
      assert.equal(isPrivate(server(`${host}/v1#m`)), true, host);
    }
    for (const host of ["http://192.168.1.5", "http://gpu:8000", "http://127.0.0.1.example"]) {
      assert.equal(isPrivate(server(`${host}/v1#m`)), false, host);
    }
  });

  it("has a host to show and an origin that a key belongs to", () => {
    const reference = server("https://Team.example:8443/v1#m");
    assert.equal(hostOf(reference), "team.example:8443");
    assert.equal(originOf(reference), "https://team.example:8443");
  });
});
