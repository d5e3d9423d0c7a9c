/** The validation prompts of calibration, and texts for them: written greedily, scored, and kept. */
import { shortDigest } from "../../models/digest.js";
import { validationQueries } from "../../steering/base-queries.js";
import { type SteeringPlan, UNSTEERED_PLAN } from "../../steering/plan.js";
import type { Prompt } from "../api/protocol.js";
import { greedySampling } from "../api/sampling.js";
import { decode } from "../decoding/decode.js";
import { firstSequences } from "../decoding/sequences.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { scoreTexts } from "../measuring/score.js";
import { preparePrompt } from "../prompting/prompts.js";
import type { ScoredText, WrittenTexts } from "./written-texts.js";

/** Validation prompts on which the use of a vector is chosen. */
export const EXAMPLES = 12;
/** Texts longer than this are of no use to tell candidates apart. */
export const MAX_TOKENS = 192;
/** Texts are saved after so many rounds of the sequences. */
const ROUNDS_BETWEEN_SAVES = 4;

/** What models are calibrated on. */
export type CalibrationPrompt = Extract<Prompt, { mode: "write" | "continue" }>;

/** A prompt, and what the model writes for it unsteered and untold. */
export interface ValidationPrompt {
  prompt: CalibrationPrompt;
  unsteered: ScoredText;
}

export interface TextRequest {
  prompt: Prompt;
  /** Phrasings that tell the model the constraint; none when it is not told. */
  instructions: readonly string[];
  plan: SteeringPlan;
  /** Names the plan: texts of equal names are equal. */
  steering: string;
  maxTokens: number;
}

/** Writes texts for one model, those that are known already excepted. */
export class ValidationWriter {
  /** Of the texts written by this process, scoring included. */
  private written = { tokens: 0, seconds: 0 };

  constructor(
    private readonly loaded: LoadedModel,
    private readonly kept: WrittenTexts,
    private readonly signal: AbortSignal,
  ) {}

  get writtenTokens(): number {
    return this.written.tokens;
  }

  get secondsPerToken(): number | undefined {
    const { tokens, seconds } = this.written;
    return tokens === 0 ? undefined : seconds / tokens;
  }

  /**
   * Greedy texts in the order of the requests, scored and kept.
   * @param constraint whose texts they are; "" for those that all constraints share
   * @param onProgress called with the number of texts that have been written
   */
  async write(
    constraint: string,
    requests: readonly TextRequest[],
    onProgress: (done: number) => void = () => {},
  ): Promise<ScoredText[]> {
    const steered = await this.loaded.measuringContext();
    const size = steered.context.totalSequences * ROUNDS_BETWEEN_SAVES;
    const keys = requests.map(keyOf);
    const missing = [...keys.keys()].filter((i) => !this.kept.find(constraint, keys[i] as string));
    onProgress(requests.length - missing.length);
    for (let from = 0; from < missing.length; from += size) {
      const group = missing.slice(from, from + size);
      const texts = await this.writeNow(group.map((i) => requests[i] as TextRequest));
      await this.kept.add(
        constraint,
        group.map((i, place) => [keys[i] as string, texts[place] as ScoredText]),
      );
      onProgress(requests.length - missing.length + from + group.length);
    }
    return keys.map((key) => this.kept.find(constraint, key) as ScoredText);
  }

  /** Writes texts and keeps none: for measuring the speed. */
  async writeNow(requests: readonly TextRequest[]): Promise<ScoredText[]> {
    const { loaded, signal } = this;
    const steered = await loaded.measuringContext();
    const started = performance.now();
    const sequences = firstSequences(steered, steered.context.totalSequences);
    const room = steered.context.contextSize - MAX_TOKENS;
    const tasks = requests.map(({ prompt, instructions, plan, maxTokens }) => ({
      ...preparePrompt(loaded, prompt, instructions, room),
      plan,
      sampling: greedySampling(maxTokens),
    }));
    const decoded = await decode(loaded.model, steered, sequences, tasks, signal);
    signal.throwIfAborted();
    const items = decoded.map(({ text }, i) => ({ prompt: promptOf(requests[i]), text }));
    const likelihoods = await scoreTexts(loaded, items, signal);
    this.written.tokens += decoded.reduce((sum, { tokens }) => sum + tokens, 0);
    this.written.seconds += (performance.now() - started) / 1000;
    return decoded.map(({ text, tokens, stop }, i) => ({
      text,
      tokens,
      ended: stop === "end",
      negativeLogLikelihood: likelihoods[i] ?? Number.NaN,
    }));
  }
}

/** A request for what the model writes unsteered. */
export function unsteeredRequest(
  prompt: Prompt,
  instructions: readonly string[] = [],
): TextRequest {
  return { prompt, instructions, plan: UNSTEERED_PLAN, steering: "", maxTokens: MAX_TOKENS };
}

/**
 * Half of the validation prompts are requests, half are texts to continue: the two are steered
 * from different places, and a choice has to serve both.
 */
export async function validationPrompts(writer: ValidationWriter): Promise<ValidationPrompt[]> {
  const write = async (prompts: readonly CalibrationPrompt[]) => {
    const texts = await writer.write(
      "",
      prompts.map((prompt) => unsteeredRequest(prompt)),
    );
    return prompts.map((prompt, i) => ({ prompt, unsteered: texts[i] as ScoredText }));
  };
  const requests = await write(
    validationQueries
      .slice(0, EXAMPLES)
      .map((instruction): CalibrationPrompt => ({ mode: "write", instruction })),
  );
  const asked = requests.filter((_, i) => i % 2 === 0);
  const begun = requests.filter((_, i) => i % 2 === 1);
  const continued = await write(
    begun.flatMap(({ unsteered }): CalibrationPrompt[] => {
      const text = firstSentence(unsteered.text);
      // A model that writes nothing leaves nothing to continue.
      return text.trim() === "" ? [] : [{ mode: "continue", text }];
    }),
  );
  return asked.flatMap((prompt, i) => [prompt, ...continued.slice(i, i + 1)]);
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

function keyOf({ prompt, instructions, steering, maxTokens }: TextRequest): string {
  return shortDigest(JSON.stringify([prompt, instructions, steering, maxTokens]));
}

function promptOf(request: TextRequest | undefined): Prompt {
  if (!request) throw new Error("A text was written that nobody asked for.");
  return request.prompt;
}
