/** One request to the engine whose text streams into one document. */
import * as vscode from "vscode";
import type { EngineClient } from "../engine/client.js";
import type { GenerateRequest, GenerateResult, Progress } from "../engine/protocol.js";
import { EditorSurface } from "./editor-surface.js";
import type { Place } from "./place.js";
import { type Interruption, StreamedInsertion } from "./streamed-insertion.js";

/** How a session ended, unless it failed. */
export interface SessionEnd {
  /** Absent when the request was stopped before it wrote anything. */
  readonly result: GenerateResult | undefined;
  readonly interruption: Interruption | undefined;
}

export interface SessionHandlers {
  readonly onProgress: (progress: Progress) => void;
  readonly onFirstText: () => void;
}

export class StreamSession {
  /** Aborts when the text has no place any more. */
  private readonly lost = new AbortController();
  private readonly signal: AbortSignal;
  private readonly insertion: StreamedInsertion;
  private interruption: Interruption | undefined;

  constructor(
    private readonly engine: EngineClient,
    readonly document: vscode.TextDocument,
    private readonly place: Place,
    /** Stops the stream. What has been written stays. */
    stop: AbortSignal,
  ) {
    this.signal = AbortSignal.any([stop, this.lost.signal]);
    const surface = new EditorSurface(document);
    this.insertion = new StreamedInsertion(surface, place.offset, (interruption) => {
      this.interruption = interruption;
      this.lost.abort();
    });
  }

  /** Where in the document the next text goes. */
  get end(): number {
    return this.insertion.end;
  }

  /** Text that arrived and found no place in the document. */
  get unwritten(): string {
    return this.insertion.unwritten;
  }

  /**
   * Runs to the end; whatever happens, the text that arrived is in the document when it settles.
   *
   * @throws EngineError as `EngineClient.request` does.
   */
  async run(request: GenerateRequest, handlers: SessionHandlers): Promise<SessionEnd> {
    const { onProgress, onFirstText } = handlers;
    const listeners = this.listen();
    let isFirst = true;
    const onText = (text: string) => {
      this.insertion.push(isFirst ? this.place.separator + text : text);
      if (isFirst) onFirstText();
      isFirst = false;
    };
    try {
      const { result } = await this.engine
        .request(request, { onProgress, onText, signal: this.signal })
        .finally(() => this.insertion.finish());
      return { result, interruption: this.interruption };
    } finally {
      listeners.dispose();
    }
  }

  private listen(): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== this.document) return;
        this.insertion.documentChanged({
          changes: event.contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
            offset: rangeOffset,
            length: rangeLength,
            text,
          })),
          fromHistory: event.reason !== undefined,
        });
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document === this.document) this.insertion.closed();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.insertion.shown()),
    );
  }
}
