/** Rewrites parts of a document: each new text stands beside the old one until it is reviewed. */
import * as vscode from "vscode";
import type { GenerateRequest, Prompt } from "../../engine/api/protocol.js";
import type { Span } from "../../text/span.js";
import { UndoStep } from "../editor/undo-step.js";
import { Passage } from "../passages/passage.js";
import type { Passages } from "../passages/passages.js";
import * as problems from "../state/problems.js";
import type { Problem } from "../state/writing-state.js";
import { EditorSurface } from "../streaming/editor-surface.js";
import { rewritePrompt } from "../streaming/prompt.js";
import type { Turns } from "../streaming/turns.js";
import { STRONGER, WEAKER, withDialsTimes, withOtherSeed } from "../streaming/variations.js";
import type { Writer } from "../streaming/writer.js";
import * as reviewProblems from "./problems.js";
import { type RewriteTarget, rewriteTargets } from "./rewrite-target.js";

export class Rewriter {
  constructor(
    private readonly writer: Writer,
    private readonly turns: Turns,
    private readonly passages: Passages,
  ) {}

  /** Rewrites each selection, or the paragraph at each cursor, one after the other. */
  async rewrite(editor: vscode.TextEditor | undefined): Promise<void> {
    if (!editor) return this.writer.report(problems.noEditor());
    // A key held down or pressed twice: this very text is being rewritten already.
    if (this.passages.at(editor.document, editor.selection.active)?.isUnderWay) return;
    await this.turns.take(async (signal) => {
      if (!this.writer.mayWriteInto(editor.document)) return;
      const targets = targetsOf(editor);
      if (targets.length === 0) return this.writer.report(reviewProblems.nothingToRewrite());
      const passages = this.passagesFor(editor.document, targets);
      collapseSelections(editor);
      await this.writeAll(passages, signal);
    });
  }

  /** Another attempt with another seed. */
  async again(passage: Passage): Promise<void> {
    await this.vary(passage, (request) => {
      return withOtherSeed(request, passage.candidates.length) ?? reviewProblems.alwaysTheSame();
    });
  }

  /** Another attempt with every dial raised. */
  async stronger(passage: Passage): Promise<void> {
    await this.vary(passage, (request) => withDials(request, STRONGER));
  }

  /** Another attempt with every dial lowered. */
  async weaker(passage: Passage): Promise<void> {
    await this.vary(passage, (request) => withDials(request, WEAKER));
  }

  private async vary(
    passage: Passage,
    variation: (request: GenerateRequest) => GenerateRequest | Problem,
  ): Promise<void> {
    await this.turns.take(async (signal) => {
      const shown = passage.candidates[passage.shown];
      if (!passage.request || !shown) return;
      // One text, like the one that is shown, although that may have been one of several.
      const request = variation({ ...passage.request, strengths: [shown.strength] });
      if ("message" in request) return this.writer.report(request);
      await this.writer.streamInto(
        passage,
        () => ({ ...request, prompt: promptFor(passage) }),
        signal,
      );
    });
  }

  /** What is in review already gets another candidate. */
  private passagesFor(document: vscode.TextDocument, targets: RewriteTarget[]): Set<Passage> {
    const known = this.passages.in(document).filter(({ isRewrite }) => isRewrite);
    // One step of the undo history for all that is asked for together.
    const step = new UndoStep(document, true);
    const surface = new EditorSurface(document, step);
    const passages = targets.map(
      ({ original, place }) =>
        known.find((passage) => sharesText(passage, original)) ??
        new Passage(document, surface, step, place, original),
    );
    for (const passage of passages) if (!known.includes(passage)) this.passages.add(passage);
    return new Set(passages);
  }

  private async writeAll(passages: Iterable<Passage>, signal: AbortSignal): Promise<void> {
    for (const passage of passages) {
      if (signal.aborted) {
        if (passage.candidates.length === 0) passage.forget();
      } else if (!passage.isOver) {
        await this.writer.streamInto(passage, () => this.newRequest(passage), signal);
      }
    }
  }

  private newRequest(passage: Passage): GenerateRequest {
    return this.writer.request(passage.document, promptFor(passage));
  }
}

/** The original as it is now. */
function promptFor({ original }: Passage): Prompt {
  return rewritePrompt(original?.text ?? "");
}

function withDials(request: GenerateRequest, factor: number): GenerateRequest | Problem {
  if (request.selection.constraints.length === 0) return reviewProblems.nothingSteers();
  return withDialsTimes(request, factor) ?? reviewProblems.atTheLimit();
}

function targetsOf({ document, selections }: vscode.TextEditor): RewriteTarget[] {
  const ranges = selections.map(({ start, end }) => ({
    start: document.offsetAt(start),
    end: document.offsetAt(end),
  }));
  return rewriteTargets(document.getText(), ranges, document.languageId);
}

/** Selected text would grow with what is inserted at its edge. */
function collapseSelections(editor: vscode.TextEditor): void {
  editor.selections = editor.selections.map(({ end }) => new vscode.Selection(end, end));
}

function sharesText({ original, range }: Passage, target: Span): boolean {
  return [original, range].some(
    (part) => part && part.start < target.end && target.start < part.end,
  );
}
