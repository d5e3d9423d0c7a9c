/** Stands in for the engine where it is the reaction to its texts that is tested. */
import assert from "node:assert/strict";
import type { EngineClient, RequestHandlers } from "../../../src/engine/api/client.js";
import type { GeneratedText, GenerateRequest } from "../../../src/engine/api/protocol.js";
import { streamedIndex } from "../../../src/writing/passages/candidates.js";

export type ReceiptLine = GeneratedText["receipt"]["lines"][number];

/** A text with this receipt. */
export function written(text: string, lines: readonly ReceiptLine[]): GeneratedText {
  const held = lines.filter((line) => line.held).length;
  return {
    strength: 1,
    text,
    tokens: text.length,
    stop: "end",
    receipt: { lines: [...lines], held, failed: lines.length - held },
    steering: [],
    guarantees: [],
  };
}

/** Answers each request for text with the next of its texts, until it is restored. */
export class ScriptedEngine {
  readonly requests: GenerateRequest[] = [];
  /** Called with each request, before it is answered. */
  onRequest: () => void = () => {};

  constructor(
    private readonly engine: EngineClient,
    private readonly texts: GeneratedText[],
  ) {
    const request = async (asked: GenerateRequest, { onText, signal }: RequestHandlers) => {
      this.requests.push(asked);
      this.onRequest();
      if (signal?.aborted) return { status: "cancelled", result: undefined };
      const text = this.texts.shift();
      assert.ok(text, "more texts were asked for than there are");
      onText?.(text.text, streamedIndex(asked.strengths));
      return {
        status: "done",
        result: {
          model: { path: "", name: "script", layers: 1, width: 1, contextSize: 1, device: "CPU" },
          texts: [text],
          notes: [],
          sampling: asked.sampling,
          promptTokens: 1,
        },
      };
    };
    Object.defineProperty(engine, "request", { value: request, configurable: true });
  }

  /** Gives the requests back to the engine. */
  restore(): void {
    Reflect.deleteProperty(this.engine, "request");
  }
}
