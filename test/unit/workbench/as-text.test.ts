import assert from "node:assert/strict";
import { asText } from "../../../src/workbench/as-text.js";
import { editorSources } from "../manifest/editor-sources.js";

/** As VS Code finds links in notifications and prompts (vs/base/common/linkedText.ts). */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
/** As it finds icons in labels (vs/base/common/iconLabels.ts). */
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

const HOSTILE = [
  "[Repair](command:workbench.action.terminal.sendSequence?%7B%7D)",
  "[here](https://example.org 'title')",
  "[[a](file:///etc/passwd)",
  "$(check) $(loading~spin)",
  "\\$(check)",
  "](](command:x)[a](command:b)",
];

describe("text from elsewhere", () => {
  for (const text of HOSTILE) {
    it(`holds no link and no icon: ${text}`, () => {
      assert.ok(text.match(LINK) || text.match(ICON), "the case is none");
      assert.equal(asText(text).match(LINK), null);
      assert.equal(asText(text).match(ICON), null);
    });

    it(`reads as before: ${text}`, () => {
      assert.equal(asText(text).replaceAll("\u200b", ""), text);
    });
  }

  it("stays as it is where there is neither", () => {
    for (const text of ["", "a [b] (c) $ (d)", "costs $5 (about)"])
      assert.equal(asText(text), text);
  });
});

describe("what VS Code is given to show", () => {
  /** Calls in which VS Code looks for links. */
  const SAYING = /\bshow(?:Information|Warning|Error)Message\((?!\s*asText\()/;

  it("as a notification is text, wherever its words come from", () => {
    const others = editorSources.filter(({ text }) => SAYING.test(text)).map(({ path }) => path);
    assert.deepEqual(others, []);
    assert.ok(editorSources.some(({ text }) => text.includes("Message(asText(")));
  });

  it("as progress in a notification is text", () => {
    const reported = editorSources
      .filter(({ text }) => text.includes("withProgress("))
      .flatMap(({ text }) => [...text.matchAll(/\.report\(\{ message: (.*)/g)])
      .map(([, message]) => message);
    assert.ok(reported.length > 0);
    assert.deepEqual(
      reported.filter((message) => !message?.startsWith("asText(")),
      [],
    );
  });

  it("is never Markdown, in which text could be a link, a picture or a command", () => {
    const markdown =
      /MarkdownString|isTrusted|supportHtml|hoverMessage|innerHTML|outerHTML|insertAdjacentHTML/;
    // Whether the workspace is trusted is asked for; no text ever is.
    const others = editorSources
      .filter(({ text }) => markdown.test(text.replaceAll("workspace.isTrusted", "")))
      .map(({ path }) => path);
    assert.deepEqual(others, []);
  });
});
