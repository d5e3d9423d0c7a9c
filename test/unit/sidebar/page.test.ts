import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type * as vscode from "vscode";
import type { FromPage } from "../../../src/sidebar/messages.js";
import { attribute, parsedPage } from "../../support/page-policy.js";
import { Sidebar } from "./in-the-editor.js";

const SOURCE = "https://webview.example";

/** A sidebar in a stand-in of VS Code's view, and what comes of the messages of its page. */
function opened() {
  const received: FromPage[] = [];
  const complaints: string[] = [];
  const sources = {
    layout: () => assert.fail("not asked for"),
    state: () => assert.fail("not asked for"),
    opened: () => assert.fail("not opened"),
    receive: (message: FromPage) => void received.push(message),
  };
  const log = { error: (text: string) => complaints.push(text) };
  const sidebar = new Sidebar(
    { path: "/extension" } as vscode.Uri,
    sources,
    log as unknown as vscode.LogOutputChannel,
  );
  const events = new EventEmitter();
  let listener: (message: unknown) => Promise<void> = () => assert.fail("nobody listens");
  const webview = {
    html: "",
    options: {} as vscode.WebviewOptions,
    cspSource: SOURCE,
    asWebviewUri: ({ path }: vscode.Uri) => `${SOURCE}${path}`,
    onDidReceiveMessage(listen: typeof listener) {
      listener = listen;
    },
  };
  sidebar.resolveWebviewView({
    webview,
    visible: true,
    onDidDispose: (dispose: () => void) => events.once("dispose", dispose),
  } as unknown as vscode.WebviewView);
  return { webview, received, complaints, send: (message: unknown) => listener(message) };
}

describe("the sidebar's page", () => {
  it("loads its own script and style, and nothing else, from anywhere", () => {
    const { webview } = opened();
    const { policy, active, inline, elements } = parsedPage(webview.html);
    const [script, ...others] = active.filter(({ tagName }) => tagName === "script");
    assert.ok(script && others.length === 0);
    const nonce = attribute(script, "nonce") ?? "";
    // 128 bits, as the specification asks for.
    assert.ok(Buffer.from(nonce, "base64").length >= 16, nonce);
    assert.deepEqual(Object.fromEntries(policy), {
      "default-src": ["'none'"],
      "style-src": [SOURCE],
      "script-src": [`'nonce-${nonce}'`],
      "base-uri": ["'none'"],
      "form-action": ["'none'"],
    });
    assert.deepEqual(script.childNodes, []);
    assert.deepEqual(inline, []);
    assert.equal(elements.filter(({ tagName }) => tagName === "style").length, 0);
    const rest = active.filter((element) => element !== script);
    assert.deepEqual(
      rest.map((element) => [element.tagName, attribute(element, "rel")]),
      [["link", "stylesheet"]],
    );
    for (const address of parsedPage(webview.html).addresses) {
      assert.ok(address.startsWith(`${SOURCE}/extension/`), address);
    }
  });

  it("has another nonce every time", () => {
    const nonces = Array.from({ length: 20 }, () =>
      parsedPage(opened().webview.html).policy.get("script-src")?.join(),
    );
    assert.equal(new Set(nonces).size, nonces.length);
  });

  it("may load from two folders of the extension's, and run no commands by links", () => {
    const { options } = opened().webview;
    assert.deepEqual(
      options.localResourceRoots?.map(({ path }) => path),
      ["/extension/dist", "/extension/media"],
    );
    assert.ok(!options.enableCommandUris);
  });

  const hostile: readonly unknown[] = [
    undefined,
    null,
    "run",
    [],
    { type: "run", command: "../workbench.action.quit" },
    { type: "run", command: "exportVectors" },
    { type: "run", command: ["continue"] },
    { type: "run", command: { toString: "continue" } },
    { type: "constructor" },
    { type: "__proto__", command: "continue" },
    { type: "apply-preset", name: { length: 3 } },
    { type: "show-place", line: 2 ** 60 },
    { type: "show-variant", index: "0" },
    { type: "select", change: { change: "on", id: 1, args: {} } },
    { type: "select", change: { change: "on", id: "x", args: "rm -rf /" } },
    { type: "download", source: "https://example.org/model.gguf" },
    new Map([["type", "resolve"]]),
  ];
  hostile.forEach((message, i) => {
    it(`is not heard when it says what it never would (${i + 1})`, async () => {
      const { send, received, complaints } = opened();
      await send(message);
      assert.deepEqual(received, []);
      assert.equal(complaints.length, 1);
    });
  });

  it("is heard in what it does say, and in no more than that", async () => {
    const { send, received } = opened();
    const more = JSON.parse('{"type":"resolve","command":"quit","__proto__":{"polluted":true}}');
    await send(more);
    await send({ type: "run", command: "continue", args: ["--malicious"] });
    assert.deepEqual(received, [{ type: "resolve" }, { type: "run", command: "continue" }]);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});
