/** Writes into documents: at most one stream at a time, and what came of the last one. */
import * as vscode from "vscode";
import type { Selection as ConstraintSelection } from "../constraints/selection.js";
import type { EngineClient } from "../engine/client.js";
import type { GenerateRequest, GenerateResult, Prompt } from "../engine/protocol.js";
import { continuePlace, type Place, writePlace } from "./place.js";
import * as problems from "./problems.js";
import { continuePrompt, writePrompt } from "./prompt.js";
import { readSettings } from "./settings.js";
import { StreamSession } from "./stream-session.js";
import type { Interruption } from "./streamed-insertion.js";
import type { Turns } from "./turns.js";
import { type Problem, type WritingState, WritingStateHolder } from "./writing-state.js";

interface Task {
  readonly place: Place;
  readonly prompt: Prompt | undefined;
}

export class Writer {
  readonly state = new WritingStateHolder();
  private session: StreamSession | undefined;

  /**
   * @param turns is shared with everything else that asks the engine for text
   * @param selected says which constraints are on at the time of a request
   * @param bundledModel path of the model that is used when none is set
   */
  constructor(
    private readonly engine: EngineClient,
    private readonly turns: Turns,
    private readonly selected: () => ConstraintSelection,
    private readonly bundledModel: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Goes on from the text before the cursor. */
  async continue(editor: vscode.TextEditor | undefined): Promise<void> {
    if (!editor) return this.report(problems.noEditor());
    // A key held down or pressed twice: this very text is being continued already.
    if (this.isWritingAt(editor)) return;
    await this.start(editor, () => {
      const { document, selection } = editor;
      const place = continuePlace(document, selection);
      const before = new vscode.Range(new vscode.Position(0, 0), document.positionAt(place.offset));
      return { place, prompt: continuePrompt(document.getText(before)) };
    });
  }

  /** Follows an instruction. */
  async write(editor: vscode.TextEditor, instruction: string): Promise<void> {
    await this.start(editor, () => ({
      place: writePlace(editor.document, editor.selection),
      prompt: writePrompt(instruction),
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

  private isWritingAt(editor: vscode.TextEditor): boolean {
    return (
      this.session?.document === editor.document &&
      this.session.end === continuePlace(editor.document, editor.selection).offset
    );
  }

  /** @param task is asked for when the stream before has ended, for that one moves places, too */
  private async start(editor: vscode.TextEditor, task: () => Task): Promise<void> {
    await this.turns.take(async (signal) => {
      const { place, prompt } = task();
      if (!prompt) return this.report(problems.nothingToContinue());
      if (vscode.workspace.fs.isWritableFileSystem(editor.document.uri.scheme) === false) {
        return this.report(problems.readOnly());
      }
      await this.run(editor, place, prompt, signal);
    });
  }

  /** Never rejects: what goes wrong becomes part of the state. */
  private async run(
    editor: vscode.TextEditor,
    place: Place,
    prompt: Prompt,
    signal: AbortSignal,
  ): Promise<void> {
    const { document } = editor;
    collapseSelection(editor, document.positionAt(place.offset));
    const session = new StreamSession(this.engine, document, place, signal);
    this.session = session;
    this.advance(vscode.l10n.t("Starting"));
    try {
      const { result, interruption } = await session.run(this.request(document, prompt), {
        onProgress: ({ message, fraction }) => this.advance(message, fraction),
        onFirstText: () => this.advance(vscode.l10n.t("Writing")),
      });
      this.settle(outcomeOf(result, interruption, session.unwritten));
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      this.settle({ problem: problems.failed(error) });
    } finally {
      this.session = undefined;
    }
  }

  private request(document: vscode.TextDocument, prompt: Prompt): GenerateRequest {
    const { model, sampling } = readSettings(document, this.bundledModel);
    return {
      kind: "generate",
      model,
      prompt,
      selection: this.selected(),
      strengths: [1],
      controlVectors: [],
      sampling,
    };
  }

  private advance(message: string, fraction?: number): void {
    const { lastResult } = this.state.current;
    this.state.set({
      activity: { message, ...(fraction !== undefined && { fraction }) },
      ...(lastResult && { lastResult }),
    });
  }

  /** Nothing runs any more. The last receipt stays in view until there is a new one. */
  private settle(outcome: Pick<WritingState, "lastResult" | "problem">): void {
    const { lastResult } = this.state.current;
    this.state.set({ ...(lastResult && { lastResult }), ...outcome });
  }
}

/** A receipt is for a text that is there: not for none, nor for one that lost its place. */
function outcomeOf(
  result: GenerateResult | undefined,
  interruption: Interruption | undefined,
  unwritten: string,
): Pick<WritingState, "lastResult" | "problem"> {
  const [written] = result?.texts ?? [];
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
