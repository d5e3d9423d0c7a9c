/** The local model in VS Code's own chat, steered by whatever is switched on at the time. */
import * as vscode from "vscode";
import type { GenerateRequest, GenerateResult, Progress } from "../engine/api/protocol.js";
import { samplingSettings } from "../settings/document.js";
import { onSettingsChange } from "../settings/setting.js";
import { abortedBy, listening } from "../workbench/listening.js";
import { inView } from "../writing/state/activity.js";
import { requestFor } from "../writing/streaming/request.js";
import type { TextSources } from "../writing/streaming/sources.js";
import { chatMessages, estimateTokens, textOnly } from "./messages.js";

/** As in package.json. */
const VENDOR = "tiller";
/** There is one model, the one in the settings, so a chat that has chosen it keeps it. */
const MODEL_ID = "steered";
/** What VS Code learns about the model depends on these. */
const SETTINGS = ["maxTokens", "contextSize"];

/** Adds the model to VS Code's list of language models. */
export function registerChatModel(sources: TextSources): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const fire = () => changed.fire();
  return vscode.Disposable.from(
    changed,
    listening(sources.model, "change", fire),
    onSettingsChange(SETTINGS, fire),
    vscode.lm.registerLanguageModelChatProvider(VENDOR, new ChatModel(sources, changed.event)),
  );
}

export class ChatModel implements vscode.LanguageModelChatProvider {
  constructor(
    private readonly sources: TextSources,
    readonly onDidChangeLanguageModelChatInformation: vscode.Event<void>,
  ) {}

  /** Only the head of the file is read: VS Code asks before anybody has thought of chatting. */
  async provideLanguageModelChatInformation(): Promise<vscode.LanguageModelChatInformation[]> {
    const { model, log } = this.sources;
    const { path, name, file } = model;
    const room = await model.context();
    if (room === undefined) {
      log.warn(`There is no model to chat with at ${path}.`);
      return [];
    }
    const { maxTokens } = samplingSettings(undefined);
    const maxOutputTokens = Math.min(maxTokens, Math.floor(room / 2));
    return [
      {
        id: MODEL_ID,
        name,
        family: name,
        version: "1",
        detail: vscode.l10n.t("Steered by Tiller"),
        tooltip:
          file === undefined
            ? vscode.l10n.t("Runs on a server and is told what is switched on in Tiller.")
            : vscode.l10n.t("Runs on this machine, steered by what is switched on in Tiller."),
        maxInputTokens: room - maxOutputTokens - 1,
        maxOutputTokens,
        capabilities: { imageInput: false, toolCalling: false },
      },
    ];
  }

  /**
   * @throws one sentence for what the model cannot read, and when something else was requested in
   *   the meantime
   */
  async provideLanguageModelChatResponse(
    _model: vscode.LanguageModelChatInformation,
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    { tools = [] }: vscode.ProvideLanguageModelChatResponseOptions,
    progress: vscode.Progress<vscode.LanguageModelResponsePart>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    if (tools.length > 0) throw textOnly();
    const { model, selected } = this.sources;
    const prompt = { mode: "chat" as const, messages: chatMessages(messages) };
    const request = requestFor(undefined, model, prompt, selected());
    const cancelled = abortedBy(token);
    const isAnswered = await this.answer(request, cancelled, (text) =>
      progress.report(new vscode.LanguageModelTextPart(text)),
    );
    if (!isAnswered && !cancelled.aborted) throw displaced();
  }

  async provideTokenCount(
    _model: vscode.LanguageModelChatInformation,
    text: string | vscode.LanguageModelChatRequestMessage,
  ): Promise<number> {
    return estimateTokens(text);
  }

  /** @returns whether the answer was finished */
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

  /** The answer is now the last text, until the cursor moves to another one. */
  private show(result: GenerateResult): void {
    const { passage: _other, checked: _read, ...rest } = this.sources.state.current;
    this.sources.state.set({ ...rest, lastResult: result });
  }
}

/** Half an answer must not pass for a whole one. */
function displaced(): Error {
  return new Error(
    vscode.l10n.t(
      'The answer was stopped, either by "Tiller: Stop" or because Tiller was asked for another text in the meantime.',
    ),
  );
}
