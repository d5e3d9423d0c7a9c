/** Writes into documents: at most one stream at a time, and what came of the last one. */
import * as vscode from "vscode";
import type { Selection as ConstraintSelection } from "../../constraints/selection.js";
import type { EngineClient } from "../../engine/api/client.js";
import type { GeneratedText, GenerateRequest, Prompt } from "../../engine/api/protocol.js";
import type { ModelInUse } from "../../settings/model-in-use.js";
import { continuePlace, type Place, writePlace } from "../editor/place.js";
import { UndoStep } from "../editor/undo-step.js";
import { streamedIndex } from "../passages/candidates.js";
import { Passage } from "../passages/passage.js";
import type { Passages } from "../passages/passages.js";
import * as problems from "../state/problems.js";
import { type Problem, type WritingState, WritingStateHolder } from "../state/writing-state.js";
import { EditorSurface } from "./editor-surface.js";
import { continuePrompt, writePrompt } from "./prompt.js";
import { requestFor } from "./request.js";
import { type SessionEnd, StreamSession } from "./stream-session.js";
import type { Turns } from "./turns.js";

interface Task {
  readonly place: Place;
  readonly prompt: Prompt | undefined;
  readonly strengths: readonly number[];
}

export class Writer {
  readonly state = new WritingStateHolder();
  private session: StreamSession | undefined;

  /**
   * @param turns is shared with everything else that asks the engine for text
   * @param passages is told of whatever is written
   * @param selected says which constraints are on at the time of a request
   */
  constructor(
    private readonly engine: EngineClient,
    private readonly turns: Turns,
    private readonly passages: Passages,
    private readonly selected: () => ConstraintSelection,
    private readonly model: ModelInUse,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Goes on from the text before the cursor.
   *
   * @param strengths one text is written for each; the calibrated one goes into the document
   */
  async continue(
    editor: vscode.TextEditor | undefined,
    strengths: readonly number[] = [1],
  ): Promise<void> {
    if (!editor) return this.report(problems.noEditor());
    // A key held down or pressed twice: this very text is being continued already.
    if (this.isWritingAt(editor)) return;
    await this.start(editor, () => {
      const { document, selection } = editor;
      const place = continuePlace(document, selection);
      const before = new vscode.Range(new vscode.Position(0, 0), document.positionAt(place.offset));
      return { place, prompt: continuePrompt(document.getText(before)), strengths };
    });
  }

  /** Goes on from the end of what was written, wherever the cursor is by now. */
  async goOn({ document, range }: Passage): Promise<void> {
    if (!range) return this.report(problems.nothingOfTillers());
    const editor = await vscode.window.showTextDocument(document);
    const end = document.positionAt(range.end);
    editor.selection = new vscode.Selection(end, end);
    await this.continue(editor);
  }

  /** Follows an instruction. */
  async write(editor: vscode.TextEditor, instruction: string): Promise<void> {
    await this.start(editor, () => ({
      place: writePlace(editor.document, editor.selection),
      prompt: writePrompt(instruction),
      strengths: [1],
    }));
  }

  /** Stops the stream; what it has written stays. Settles when the engine has stopped. */
  async stop(): Promise<void> {
    await this.turns.stop();
  }

  /** Tells the person about something that keeps Tiller from writing. */
  report(problem: Problem): void {
    this.log.warn(problem.message);
    this.state.set({ ...this.state.current, problem });
  }

  /** Whether Tiller may write into the document at all; if not, says so. */
  mayWriteInto(document: vscode.TextDocument): boolean {
    if (vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) !== false) return true;
    this.report(problems.readOnly());
    return false;
  }

  /** @throws SettingError */
  request(document: vscode.TextDocument, prompt: Prompt): GenerateRequest {
    return requestFor(document, this.model, prompt, this.selected());
  }

  /**
   * Streams the next candidate into a passage. Never rejects: what goes wrong becomes part of the
   * state.
   *
   * @param signal of a turn
   * @param request is made when the passage is ready for it
   */
  async streamInto(
    passage: Passage,
    request: () => GenerateRequest,
    signal: AbortSignal,
  ): Promise<void> {
    this.advance(vscode.l10n.t("Starting"));
    try {
      this.settle(await this.stream(passage, request(), signal));
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      this.settle({ problem: problems.failed(error) });
      if (passage.candidates.length === 0 && !passage.isStreaming) await passage.reject();
    } finally {
      this.session = undefined;
    }
  }

  private isWritingAt(editor: vscode.TextEditor): boolean {
    return (
      this.session?.document === editor.document &&
      !this.session.isStopped &&
      this.session.range.end === continuePlace(editor.document, editor.selection).offset
    );
  }

  /** @param task is asked for when the stream before has ended, for that one moves places, too */
  private async start(editor: vscode.TextEditor, task: () => Task): Promise<void> {
    await this.turns.take(async (signal) => {
      const { document } = editor;
      const { place, prompt, strengths } = task();
      if (!prompt) return this.report(problems.nothingToContinue());
      if (!this.mayWriteInto(document)) return;
      collapseSelection(editor, document.positionAt(place.offset));
      const step = new UndoStep(document, false);
      const passage = new Passage(document, new EditorSurface(document, step), step, place);
      this.passages.add(passage);
      const request = () => ({ ...this.request(document, prompt), strengths: [...strengths] });
      await this.streamInto(passage, request, signal);
    });
  }

  private async stream(
    passage: Passage,
    request: GenerateRequest,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { document, step } = passage;
    const session = await passage.receive(
      (place) => new StreamSession(this.engine, document, place, signal, step),
    );
    if (!session) return passage.isOver ? {} : { problem: problems.readOnly() };
    this.session = session;
    let written: readonly GeneratedText[] = [];
    try {
      const end = await session.run(request, {
        onProgress: ({ message, fraction }) => this.advance(message, fraction),
        onFirstText: () => this.advance(vscode.l10n.t("Writing")),
      });
      // The text has no place any more, mostly because the person took it out.
      if (end.interruption) passage.forget();
      written = end.result?.texts ?? [];
      return outcomeOf(end, written[streamedIndex(request.strengths)], session.unwritten);
    } finally {
      await passage.received(written, request);
    }
  }

  private advance(message: string, fraction?: number): void {
    const { problem: _solved, checked: _read, ...state } = this.state.current;
    this.state.set({
      ...state,
      activity: { message, ...(fraction !== undefined && { fraction }) },
    });
  }

  /** Nothing runs any more. The last receipt stays in view until there is a new one. */
  private settle(outcome: Outcome): void {
    const { activity: _ended, problem: _solved, ...state } = this.state.current;
    this.state.set({ ...state, ...outcome });
  }
}

type Outcome = Pick<WritingState, "lastResult" | "problem">;

/** A receipt is for a text that is there: not for none, nor for one that lost its place. */
function outcomeOf(
  { result, interruption }: SessionEnd,
  written: GeneratedText | undefined,
  unwritten: string,
): Outcome {
  if (interruption) {
    const problem = problems.interruptedBy(interruption, unwritten);
    return problem ? { problem } : {};
  }
  if (written?.text.trim() === "") {
    return written.stop === "end" ? { problem: problems.nothingWritten() } : {};
  }
  return result ? { lastResult: result } : {};
}

/** Selected text would grow with what is inserted at its edge. */
function collapseSelection(editor: vscode.TextEditor, position: vscode.Position): void {
  if (!editor.selection.isEmpty) editor.selection = new vscode.Selection(position, position);
}
