/** Stands in for the engine where it is the document that is tested: what streams is what a test says. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { EngineClient, RequestHandlers } from "../../../src/engine/api/client.js";
import type { GenerateResult } from "../../../src/engine/api/protocol.js";

interface Stream {
  readonly handlers: RequestHandlers;
  readonly end: (status: "done" | "cancelled") => void;
  text: string;
}

export class TextSource {
  private streams: Stream[] = [];
  private onBegin: () => void = () => {};

  /** From now on the engine's requests come here. */
  constructor(private readonly engine: EngineClient) {
    const request = (_request: unknown, handlers: RequestHandlers) => this.begin(handlers);
    Object.defineProperty(engine, "request", { value: request, configurable: true });
  }

  /** Gives the requests back to the engine. */
  restore(): void {
    for (const { end } of this.streams) end("cancelled");
    Reflect.deleteProperty(this.engine, "request");
  }

  /**
   * Continues the active editor's document.
   * @returns once there is a request, with what settles when the command has ended
   */
  async continue(): Promise<{ ended: Promise<void> }> {
    const begun = new Promise<void>((resolve) => {
      this.onBegin = resolve;
    });
    const ended = Promise.resolve(vscode.commands.executeCommand<void>("tiller.continue"));
    const endedEarly = ended.then(() => assert.fail("nothing was asked for"));
    await Promise.race([begun, endedEarly]);
    endedEarly.catch(() => {});
    return { ended };
  }

  get isStreaming(): boolean {
    return this.streams.length > 0;
  }

  push(text: string): void {
    const stream = this.streams.at(-1);
    assert.ok(stream, "there is no request");
    stream.text += text;
    stream.handlers.onText?.(text, 0);
  }

  /** Settles when the text, or as much of it as can be written yet, is in the document. */
  async write(text: string, document: vscode.TextDocument): Promise<void> {
    const written = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || event.contentChanges.length === 0) return;
        listener.dispose();
        resolve();
      });
    });
    this.push(text);
    await written;
  }

  /** The text is complete. */
  end(): void {
    this.streams.at(-1)?.end("done");
  }

  private begin(handlers: RequestHandlers) {
    return new Promise<{ status: "done" | "cancelled"; result: GenerateResult }>((resolve) => {
      const stream: Stream = {
        handlers,
        text: "",
        end: (status) => {
          this.streams = this.streams.filter((one) => one !== stream);
          resolve({ status, result: resultOf(stream.text, status) });
        },
      };
      // As the engine does, which writes nothing more once it has been told to stop.
      handlers.signal?.addEventListener("abort", () => stream.end("cancelled"), { once: true });
      this.streams.push(stream);
      this.onBegin();
    });
  }
}

function resultOf(text: string, status: "done" | "cancelled"): GenerateResult {
  return {
    model: { path: "", name: "source", layers: 1, width: 1, contextSize: 1, device: "CPU" },
    texts: [
      {
        strength: 1,
        text,
        tokens: text.length,
        stop: status === "done" ? "end" : "stopped",
        receipt: { lines: [], held: 0, failed: 0 },
        steering: [],
        guarantees: [],
      },
    ],
    sampling: { seed: 0, maxTokens: 300 },
    notes: [],
    promptTokens: 1,
  };
}
