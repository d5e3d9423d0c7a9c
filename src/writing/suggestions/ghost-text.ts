/** Ghost text: the next words at the cursor, for VS Code to show and the person to take or leave. */
import { setTimeout as pause } from "node:timers/promises";
import * as vscode from "vscode";
import type { GenerateRequest } from "../../engine/api/protocol.js";
import { suggestsUnasked } from "../../settings/document.js";
import { abortedBy } from "../../workbench/listening.js";
import { inView, tell } from "../state/activity.js";
import * as problems from "../state/problems.js";
import { continuePrompt } from "../streaming/prompt.js";
import { requestFor } from "../streaming/request.js";
import type { TextSources } from "../streaming/sources.js";
import { oneSentence } from "./one-sentence.js";
import { isInsideWord } from "./sentence-end.js";

/** A sentence of usual length; what is longer ends after a word. */
const MAX_TOKENS = 40;

/** VS Code itself asks 50 ms after a key, which is no pause of a person who types. */
const PAUSE_MS = 400;

/** Registers `Tiller: Suggest` and what VS Code asks for suggestions, in every document. */
export function registerGhostText(sources: TextSources): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerInlineCompletionItemProvider(
      { pattern: "**" },
      new GhostText(sources),
    ),
    vscode.commands.registerCommand("tiller.suggest", () => {
      if (!vscode.window.activeTextEditor) return tell(sources.state, problems.noEditor());
      // Only this extension is asked, and told that it was; other providers have their own keys.
      return vscode.commands.executeCommand("editor.action.inlineSuggest.trigger", {
        providerId: "tiller.tiller:*",
      });
    }),
  );
}

export class GhostText implements vscode.InlineCompletionItemProvider {
  constructor(private readonly sources: TextSources) {}

  /** Offers nothing while a stream runs, in the middle of a word, or when nobody wished for it. */
  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const isAsked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    // Beside an open list of completions only what extends the chosen one may be shown.
    if (!isProse(document) || context.selectedCompletionInfo) return [];
    if (!isAsked && !suggestsUnasked(document)) return [];
    const cancelled = abortedBy(token);
    if (!isAsked && !(await isPause(cancelled))) return [];
    const text = await this.suggestion(document, position, isAsked, cancelled);
    if (!text || token.isCancellationRequested) return [];
    return [new vscode.InlineCompletionItem(text, new vscode.Range(position, position))];
  }

  private async suggestion(
    document: vscode.TextDocument,
    position: vscode.Position,
    isAsked: boolean,
    cancelled: AbortSignal,
  ): Promise<string | undefined> {
    const { engine, turns, state, log } = this.sources;
    const before = document.getText(new vscode.Range(new vscode.Position(0, 0), position));
    const line = document.lineAt(position).text;
    if (isInsideWord(before, line.slice(position.character))) return undefined;
    const prompt = continuePrompt(before);
    if (!prompt) {
      if (isAsked) tell(state, problems.nothingToContinue());
      return undefined;
    }
    let text: string | undefined;
    try {
      await turns.offer(async (stop) => {
        const signal = AbortSignal.any([stop, cancelled]);
        const request = this.request(document, prompt);
        const ask = () => oneSentence(engine, request, signal);
        if (isAsked) {
          await inView(state, async (say) => {
            say(vscode.l10n.t("Suggesting"));
            text = await ask();
          });
        } else text = await ask();
      });
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      // A problem that comes back at every pause is not said at every pause.
      if (isAsked) tell(state, problems.failed(error));
    }
    return text;
  }

  private request(
    document: vscode.TextDocument,
    prompt: GenerateRequest["prompt"],
  ): GenerateRequest {
    const { selected, model } = this.sources;
    const request = requestFor(document, model, prompt, selected());
    const maxTokens = Math.min(MAX_TOKENS, request.sampling.maxTokens);
    return { ...request, sampling: { ...request.sampling, maxTokens } };
  }
}

/** Of a notebook's cells only those that are text. */
function isProse({ uri, languageId }: vscode.TextDocument): boolean {
  return uri.scheme !== "vscode-notebook-cell" || languageId === "markdown";
}

/** Whether nothing is typed for a while. */
function isPause(cancelled: AbortSignal): Promise<boolean> {
  return pause(PAUSE_MS, true, { signal: cancelled }).catch(() => false);
}
