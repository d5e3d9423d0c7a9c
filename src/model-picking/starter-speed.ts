/** How fast the starter model writes on this machine: from it follows how fast others would. */
import { stat } from "node:fs/promises";
import type { EngineClient } from "../engine/api/client.js";
import type { GenerateRequest, GenerateResult } from "../engine/api/protocol.js";
import type { MeasuredSpeed } from "../models/expected-speed.js";
import type { WritingStateHolder } from "../writing/state/writing-state.js";

/** Fewer tell too little. */
const LEAST_TOKENS = 16;
const MEASURED_TOKENS = 32;

export class StarterSpeed {
  private fastest: Omit<MeasuredSpeed, "bytes"> | undefined;

  /** @param state tells of each text that is written meanwhile */
  constructor(
    private readonly engine: Pick<EngineClient, "request" | "model">,
    state: WritingStateHolder,
    private readonly starter: string,
  ) {
    state.on("change", ({ lastResult }) => lastResult && this.learn(lastResult));
  }

  /**
   * The fastest that it wrote since the window was opened: a machine is slower while it does something else.
   * A moment's text is written now, too, unless another model is in memory, which is not put out of it for that.
   *
   * @returns undefined where it has written nothing
   */
  async measure(signal: AbortSignal): Promise<MeasuredSpeed | undefined> {
    const { model } = this.engine;
    if (model === undefined || model.path === this.starter) {
      const { result } = await this.engine.request(sample(this.starter), { signal });
      if (result) this.learn(result);
    }
    return this.fastest && { ...this.fastest, bytes: (await stat(this.starter)).size };
  }

  private learn({ model, texts, tokensPerSecond = 0 }: GenerateResult): void {
    const [text, ...others] = texts;
    // Of texts side by side the sum is known, which says nothing of one.
    if (model.path !== this.starter || others.length > 0) return;
    if (text === undefined || text.tokens < LEAST_TOKENS) return;
    if (tokensPerSecond <= (this.fastest?.tokensPerSecond ?? 0)) return;
    this.fastest = { tokensPerSecond, onGpu: model.device !== "CPU" };
  }
}

function sample(model: string): GenerateRequest {
  return {
    kind: "generate",
    model,
    prompt: { mode: "raw", text: "The harbour is full of large ships." },
    selection: { constraints: [], tell: false },
    strengths: [1],
    controlVectors: [],
    sampling: { temperature: 0, maxTokens: MEASURED_TOKENS, seed: 0 },
  };
}
