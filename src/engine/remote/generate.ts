/** Writes what a request asks for on a server: told, steered where the server can, and verified. */
import * as l10n from "@vscode/l10n";
import { phrasingsFor } from "../../constraints/catalogue.js";
import { parseSelection } from "../../constraints/selection.js";
import { writeReceipt } from "../../constraints/write-receipt.js";
import type { ServedVectorSet } from "../../models/server-access.js";
import { MAX_CONTEXT } from "../api/loading-options.js";
import type { GeneratedText, GenerateRequest, GenerateResult, Prompt } from "../api/protocol.js";
import type { Sampling } from "../api/sampling.js";
import { endingsFor } from "../decoding/endings.js";
import { ANSWER_SHARE, samplingFor } from "../generating/answer-room.js";
import type { GenerateEvents } from "../generating/generate.js";
import { textNotes } from "../generating/text-notes.js";
import { timings } from "../generating/timings.js";
import { fitted } from "./fitted-beginning.js";
import { JudgedText } from "./judged-text.js";
import type { Manner } from "./manner.js";
import { type SamplingFields, samplingFields } from "./sampling-fields.js";
import type { Asked, RemoteModel } from "./server-model.js";
import { type Asking, type Join, serverPrompt } from "./server-prompt.js";
import { serverSteering } from "./server-steering.js";

/** Tokens cannot be counted here: few languages have fewer characters to one. */
const CHARACTERS_PER_TOKEN = 2;
/** Tokens that a model which thinks may have for that, at most. */
const THINKING_ROOM = 4096;
/** At most this share of the context. */
const THINKING_SHARE = 0.25;

/** One request to the server. */
interface AskedText extends Asked {
  /** Tokens that the text may have. */
  maxTokens: number;
  /** Nothing but this end sees to it that it has no more. */
  isUnlimited: boolean;
  /** What it is told of the sampling. */
  told: SamplingFields;
  join: Join | undefined;
  notes: string[];
}

interface Written {
  text: string;
  tokens: number;
  promptTokens: number;
  stop: GeneratedText["stop"];
  firstPiece: number | undefined;
  /** What it was asked with. */
  asked: AskedText | undefined;
  notes: string[];
  /** Why it is not whole. */
  cut?: string;
}

/**
 * @throws ConstraintError, RequestFailure; what had arrived until then has been streamed
 */
export async function generateOnServer(
  model: RemoteModel,
  vectors: ServedVectorSet | undefined,
  request: GenerateRequest,
  { onText }: Pick<GenerateEvents, "onText">,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const started = performance.now();
  const selection = parseSelection(request.selection);
  const { texts: steered, notes } = await serverSteering(model, vectors, request, selection);
  const told = phrasingsFor(selection);
  const asking = (fields: object) => (manner: Manner) =>
    askedText(model, request, told, manner, fields);
  // Where nothing tells the texts apart, one is written for all.
  const asked = steered.length > 0 ? steered : [{ fields: {}, applied: [] }];
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const written = await Promise.all(
    asked.map(({ fields }, index) =>
      write(model, request.prompt, asking(fields), either, (piece) => {
        if (steered.length > 0) onText(index, piece);
        else for (const place of request.strengths.keys()) onText(place, piece);
      }).catch((error) => {
        failure.abort();
        throw error;
      }),
    ),
  );
  const texts = request.strengths.map((strength, index): GeneratedText => {
    const own = steered.length > 0 ? index : 0;
    const { text, tokens, stop } = written[own] as Written;
    return {
      strength,
      text,
      tokens,
      stop,
      receipt: writeReceipt(text, selection),
      steering: asked[own]?.applied ?? [],
      guarantees: [],
    };
  });
  const last = written.find((one) => one.asked)?.asked ?? asking({})(model.manner);
  return {
    model: model.describe(),
    texts,
    notes: [
      ...new Set(written.flatMap((one) => one.notes)),
      ...notes,
      ...textNotes(texts, { prompt: request.prompt, sampling: last.told.sampling }),
      // Last, for it leads to going on from there.
      ...new Set(
        written.flatMap(({ cut, stop }) =>
          cut !== undefined && stop === "cut" ? [l10n.t("The text was cut off: {0}", cut)] : [],
        ),
      ),
    ],
    sampling: last.told.sampling,
    promptTokens: Math.max(...written.map(({ promptTokens }) => promptTokens)),
    ...timings(started, firstPieceOf(written), written),
  };
}

/** What is sent for one text, in a manner that the server may take. */
function askedText(
  model: RemoteModel,
  request: GenerateRequest,
  instructions: readonly string[],
  manner: Manner,
  variant: object,
): AskedText {
  const { facts, host, reference } = model;
  const sampling = boundedSampling(model.contextSize(manner), request);
  const context = model.contextSize(manner) ?? MAX_CONTEXT;
  const thinking = manner.thinks
    ? Math.min(THINKING_ROOM, Math.floor(context * THINKING_SHARE))
    : 0;
  const room = (context - sampling.maxTokens - thinking) * CHARACTERS_PER_TOKEN;
  const prompt = serverPrompt(
    request.prompt,
    instructions,
    facts,
    manner,
    Math.max(1, Math.floor(room / 2 ** manner.halvings)),
  );
  const gone = [...manner.refusedWays, ...manner.failedWays];
  const left = prompt.askings.filter(({ way }) => !gone.includes(way));
  // Where all were refused once, they are asked for again.
  const [chosen, ...next] = left.length > 0 ? left : prompt.askings;
  const { way, path, body, join, note } = chosen as Asking;
  const taken = [...facts.samplingFields].filter((field) => !manner.leftOut.includes(field));
  const told = samplingFields(sampling, new Set(taken));
  const { max_tokens: length, ...chosenFields } = told.fields;
  const optional = without(manner.leftOut, {
    ...chosenFields,
    [manner.lengthField]: (length as number) + thinking,
    stream: true,
    stream_options: { include_usage: true },
    ...(path === "chat/completions" && templateOptions(facts)),
  });
  if (!("stream" in optional)) delete optional.stream_options;
  if (!("temperature" in optional)) delete told.sampling.temperature;
  const untaken = told.untaken.length > 0 && [
    l10n.t("Sampling settings that {0} does not accept: {1}.", host, told.untaken.join(", ")),
  ];
  return {
    path,
    body: { model: reference.model, ...body, ...variant, ...optional },
    way,
    nextWays: next.map((one) => one.way),
    optional: Object.keys(optional),
    contextSize: context,
    maxTokens: sampling.maxTokens,
    isUnlimited: thinking > 0 || !(manner.lengthField in optional),
    told,
    join,
    notes: [...(prompt.note ? [prompt.note] : []), ...(note ? [note] : []), ...(untaken || [])],
  };
}

/** What a model thinks is no part of the text. */
function templateOptions({ hasTemplateOptions }: RemoteModel["facts"]): object {
  return hasTemplateOptions ? { chat_template_kwargs: { enable_thinking: false } } : {};
}

function without(names: readonly string[], fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** Where the context is known, the prompt has a share of it. */
function boundedSampling(contextSize: number | undefined, request: GenerateRequest): Sampling {
  const sampling = samplingFor(request, (text) => text.length / CHARACTERS_PER_TOKEN);
  const most = contextSize && Math.floor(contextSize * ANSWER_SHARE);
  return {
    ...sampling,
    maxTokens: Math.max(1, Math.min(sampling.maxTokens, most ?? sampling.maxTokens)),
  };
}

/** What was written when the person stopped it, or the server, is a result, too. */
async function write(
  model: RemoteModel,
  prompt: Prompt,
  asking: (manner: Manner) => AskedText,
  signal: AbortSignal,
  onText: (piece: string) => void,
): Promise<Written> {
  const written: Written = {
    text: "",
    tokens: 0,
    promptTokens: 0,
    stop: "end",
    firstPiece: undefined,
    asked: undefined,
    notes: [],
  };
  let judged = new JudgedText([], 0);
  let adapt = fitted(undefined);
  let limit = Number.POSITIVE_INFINITY;
  const show = (piece: string) => {
    if (piece !== "") onText(piece);
  };
  const onChosen = (asked: AskedText, newlyLeftOut: readonly string[]) => {
    const { maxTokens } = asked;
    written.asked = asked;
    written.notes.push(...asked.notes);
    if (newlyLeftOut.length > 0) {
      written.notes.push(
        l10n.t("{0} does not take {1}, so it was left out.", model.host, newlyLeftOut.join(", ")),
      );
    }
    judged = new JudgedText(endingsFor(prompt, maxTokens), maxTokens);
    adapt = fitted(asked.join);
    if (asked.isUnlimited) limit = maxTokens;
  };
  try {
    for await (const part of model.answer(asking, signal, onChosen)) {
      if ("end" in part) {
        const { how, failure, promptTokens, completionTokens } = part.end;
        written.tokens = completionTokens ?? written.tokens;
        written.promptTokens = promptTokens ?? written.promptTokens;
        if (how === "length") written.stop = "length";
        if (how === "cut") {
          written.stop = "cut";
          written.cut = failure?.message ?? "";
        }
        break;
      }
      written.firstPiece ??= performance.now();
      // A piece is a token, mostly; the server's own count comes with the end.
      written.tokens += 1;
      show(judged.push(adapt(part.text), written.tokens));
      // Leaving the loop closes the connection.
      if (judged.stop) break;
      if (written.tokens >= limit) {
        written.stop = "length";
        break;
      }
    }
    if (!judged.stop) show(judged.end(written.stop === "length"));
    if (written.stop === "end" && judged.text.trim() === "") {
      written.notes.push(l10n.t("The model of {0} ended its text before it began.", model.host));
    }
    written.stop = judged.stop ?? written.stop;
  } catch (error) {
    show(judged.end(false));
    if (!signal.aborted) throw error;
    written.stop = "stopped";
  }
  return { ...written, text: judged.text };
}

function firstPieceOf(written: readonly Written[]): number | undefined {
  const firsts = written.flatMap(({ firstPiece }) => firstPiece ?? []);
  return firsts.length === 0 ? undefined : Math.min(...firsts);
}
