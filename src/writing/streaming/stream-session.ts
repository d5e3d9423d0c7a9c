/** One request to the engine whose text streams into one document. */
import * as vscode from "vscode";
import type { EngineClient } from "../../engine/api/client.js";
import type { GenerateRequest, GenerateResult, Progress } from "../../engine/api/protocol.js";
import { EditPace } from "../editor/edit-pace.js";
import type { Place } from "../editor/place.js";
import {
  type DocumentChange,
  type Interruption,
  StreamedInsertion,
} from "../editor/streamed-insertion.js";
import type { TrackedRange } from "../editor/tracked-range.js";
import type { UndoStep } from "../editor/undo-step.js";
import { streamedIndex } from "../passages/candidates.js";
import { EditorSurface } from "./editor-surface.js";
import { TrimmedStream } from "./trimmed-stream.js";

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
    private readonly step: UndoStep,
  ) {
    this.signal = AbortSignal.any([stop, this.lost.signal]);
    const surface = new EditorSurface(document, step);
    const pace = new EditPace();
    this.insertion = new StreamedInsertion(surface, place.offset, pace, (interruption) => {
      this.interruption = interruption;
      this.lost.abort();
    });
  }

  /** What has been written, the place's separator included. */
  get range(): TrackedRange {
    return this.insertion.range;
  }

  /** To be called with every change of the document, in order, the stream's own included. */
  documentChanged(change: DocumentChange): void {
    this.insertion.documentChanged(change);
  }

  /** Whether no more text is asked for, though the engine may not have heard it yet. */
  get isStopped(): boolean {
    return this.signal.aborted;
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
    // Beside another text, white space at the edges would add to what separates the two.
    const trimmed = this.place.separator === "" ? undefined : new TrimmedStream();
    const streamed = streamedIndex(request.strengths);
    const onText = (piece: string, index: number) => {
      if (index !== streamed) return;
      const text = trimmed ? trimmed.push(piece) : piece;
      if (text === "") return;
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
      this.step.ended();
      listeners.dispose();
    }
  }

  private listen(): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (document === this.document) this.insertion.saved();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        // Another language closes and opens the same document, which is not closed then.
        if (document === this.document && document.isClosed) this.insertion.closed();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.insertion.shown()),
    );
  }
}
