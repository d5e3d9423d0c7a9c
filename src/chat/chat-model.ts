/** The local model in VS Code's own chat, steered by what is switched on at the time. */
import * as vscode from "vscode";
import type { Selection as ConstraintSelection } from "../constraints/selection.js";
import type { EngineClient } from "../engine/api/client.js";
import { MAX_CONTEXT } from "../engine/api/limits.js";
import { wantedContext } from "../engine/api/loading-options.js";
import type { GenerateRequest, GenerateResult, Progress } from "../engine/api/protocol.js";
import { readModelHead } from "../models/model-head.js";
import { isServerReference } from "../models/model-reference.js";
import type { ModelInUse } from "../settings/model-in-use.js";
import { loadingSettings, readSettings } from "../settings/settings.js";
import { inView } from "../writing/state/activity.js";
import type { WritingStateHolder } from "../writing/state/writing-state.js";
import { requestFor } from "../writing/streaming/request.js";
import type { Turns } from "../writing/streaming/turns.js";
import { chatMessages, estimateTokens, textOnly } from "./messages.js";

/** As in package.json. */
const VENDOR = "tiller";
/** There is one model, the one that is set, so a chat that has chosen it stays with it. */
const MODEL_ID = "steered";
/** What VS Code is told of the model depends on them. */
const SETTINGS = ["tiller.maxTokens", "tiller.contextSize"];

/** What the chat needs from the rest of the extension. */
export interface ChatModelSources {
  readonly engine: EngineClient;
  /** Shared with everything else that asks the engine for text. */
  readonly turns: Turns;
  /** Where it is shown that an answer is being written, and how it did. */
  readonly state: WritingStateHolder;
  /** Which constraints are on. */
  readonly selected: () => ConstraintSelection;
  readonly model: ModelInUse;
  readonly bundledModel: string;
  readonly log: vscode.LogOutputChannel;
}

/** Puts the model into VS Code's list of language models. */
export function registerChatModel(sources: ChatModelSources): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const fire = () => changed.fire();
  sources.model.on("change", fire);
  return vscode.Disposable.from(
    changed,
    { dispose: () => sources.model.off("change", fire) },
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (SETTINGS.some((key) => event.affectsConfiguration(key))) {
        fire();
      }
    }),
    vscode.lm.registerLanguageModelChatProvider(VENDOR, new ChatModel(sources, changed.event)),
  );
}

export class ChatModel implements vscode.LanguageModelChatProvider {
  constructor(
    private readonly sources: ChatModelSources,
    readonly onDidChangeLanguageModelChatInformation: vscode.Event<void>,
  ) {}

  /** Only the head of the file is read: VS Code asks when nobody has thought of a chat yet. */
  async provideLanguageModelChatInformation(): Promise<vscode.LanguageModelChatInformation[]> {
    const { path, name } = this.sources.model;
    const server = isServerReference(path);
    const head = server ? undefined : await readModelHead(path);
    if (!head && !server) {
      this.sources.log.warn(`There is no model to chat with at ${path}.`);
      return [];
    }
    // A server's own context is known only once it is asked.
    const room = head ? wantedContext(loadingSettings(), head.contextLength) : MAX_CONTEXT;
    const maxOutputTokens = Math.min(this.settings().sampling.maxTokens, Math.floor(room / 2));
    return [
      {
        id: MODEL_ID,
        name,
        family: name,
        version: "1",
        detail: vscode.l10n.t("Steered by Tiller"),
        tooltip: server
          ? vscode.l10n.t("Runs on a server, and is told what is switched on in Tiller.")
          : vscode.l10n.t("Runs on this machine, steered by what is switched on in Tiller."),
        maxInputTokens: room - maxOutputTokens - 1,
        maxOutputTokens,
        capabilities: { imageInput: false, toolCalling: false },
      },
    ];
  }

  /** @throws in one sentence for what the model cannot read, and when something else was asked for meanwhile */
  async provideLanguageModelChatResponse(
    _model: vscode.LanguageModelChatInformation,
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    { tools = [] }: vscode.ProvideLanguageModelChatResponseOptions,
    progress: vscode.Progress<vscode.LanguageModelResponsePart>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    if (tools.length > 0) throw textOnly();
    const { bundledModel, selected } = this.sources;
    const prompt = { mode: "chat" as const, messages: chatMessages(messages) };
    const request = requestFor(undefined, bundledModel, prompt, selected());
    const { cancelled, dispose } = abortedBy(token);
    try {
      const isAnswered = await this.answer(request, cancelled, (text) =>
        progress.report(new vscode.LanguageModelTextPart(text)),
      );
      if (!isAnswered && !cancelled.aborted) throw displaced();
    } finally {
      dispose();
    }
  }

  async provideTokenCount(
    _model: vscode.LanguageModelChatInformation,
    text: string | vscode.LanguageModelChatRequestMessage,
  ): Promise<number> {
    return estimateTokens(text);
  }

  /** @returns whether the answer came to its end */
  private async answer(
    request: GenerateRequest,
    cancelled: AbortSignal,
    onText: (text: string) => void,
  ): Promise<boolean> {
    const { engine, turns, state, log } = this.sources;
    let isAnswered = false;
    await turns.take((stop) =>
      inView(state, async (say) => {
        const signal = AbortSignal.any([stop, cancelled]);
        say(vscode.l10n.t("Answering in the chat"));
        const onProgress = ({ message, fraction }: Progress) => say(message, fraction);
        const { status, result } = await engine.request(request, { signal, onProgress, onText });
        for (const note of result?.notes ?? []) log.info(note);
        if (result) this.show(result);
        // What had come is in the conversation; that there is no more of it must be, too.
        if (result?.texts[0]?.stop === "cut") throw new Error(result.notes.at(-1));
        isAnswered = status === "done";
      }),
    );
    return isAnswered;
  }

  /** The answer is the last text now, until the cursor is at another one. */
  private show(result: GenerateResult): void {
    const { passage: _other, checked: _read, ...rest } = this.sources.state.current;
    this.sources.state.set({ ...rest, lastResult: result });
  }

  /** As they are without a document. */
  private settings() {
    return readSettings(undefined, this.sources.bundledModel);
  }
}

/** Half an answer is not to be taken for a whole one. */
function displaced(): Error {
  return new Error(
    vscode.l10n.t(
      "The answer was stopped, by Tiller: Stop or because Tiller was asked for another text meanwhile.",
    ),
  );
}

function abortedBy(token: vscode.CancellationToken) {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listener = token.onCancellationRequested(() => controller.abort());
  return { cancelled: controller.signal, dispose: () => listener.dispose() };
}
