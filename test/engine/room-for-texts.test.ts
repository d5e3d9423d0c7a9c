import assert from "node:assert/strict";
import { join } from "node:path";
import { done, packageRoot, request, startEngine, type TestEngine } from "../support/engine.js";

const PARAGRAPH = "The boats lie in the harbour. The wind is cold, and nobody is on the quay. ";

describe("the room that a text has", () => {
  let engine: TestEngine;
  before(async () => {
    engine = await startEngine({
      translations: join(packageRoot, "l10n", "bundle.l10n.de.json"),
    });
  });
  after(() => engine.dispose());

  it("is for a rewrite as much as its source needs, however little is allowed", async () => {
    const sampling = { temperature: 0, seed: 0, maxTokens: 1 };
    const prompt = { mode: "rewrite" as const, text: PARAGRAPH.repeat(3) };
    const outcome = await engine.client.request(request({ prompt, sampling }));
    const [text] = done(outcome).texts;
    assert.ok(text && text.tokens > 1, `${text?.tokens} tokens`);
  });

  it("is told where it was used up, in the editor's language", async () => {
    const sampling = { temperature: 0, seed: 0, maxTokens: 1 };
    const outcome = await engine.client.request(request({ sampling }));
    const { notes } = done(outcome);
    assert.match(notes.join(" "), /^Der Text wurde nach 1 Token abgeschnitten/);
  });

  it("is told, too, where the writer can go on", async () => {
    const sampling = { temperature: 0, seed: 0, maxTokens: 1 };
    const prompt = { mode: "continue" as const, text: PARAGRAPH };
    const outcome = await engine.client.request(request({ prompt, sampling }));
    assert.match(
      done(outcome).notes.join(" "),
      /^Der Text wurde nach 1 Token .* setzen Sie ihn fort/,
    );
  });
});
