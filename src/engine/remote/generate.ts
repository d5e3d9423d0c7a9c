/** Writes what a request asks for on a server: told, steered where the server can, and verified. */
import * as l10n from "@vscode/l10n";
import { phrasingsFor } from "../../constraints/catalogue.js";
import { parseSelection } from "../../constraints/selection.js";
import { writeReceipt } from "../../constraints/write-receipt.js";
import type { ServedVectorSet } from "../../models/server-access.js";
import { MAX_CONTEXT } from "../api/loading-options.js";
import type { GeneratedText, GenerateRequest, GenerateResult } from "../api/protocol.js";
import type { Sampling } from "../api/sampling.js";
import { endingsFor } from "../decoding/endings.js";
import { ANSWER_SHARE, samplingFor } from "../generating/answer-room.js";
import type { GenerateEvents } from "../generating/generate.js";
import { textNotes } from "../generating/text-notes.js";
import { timings } from "../generating/timings.js";
import { AnswerText } from "./answer-text.js";
import { JudgedText } from "./judged-text.js";
import { samplingFields } from "./sampling-fields.js";
import type { RemoteModel } from "./server-model.js";
import { type ServerPrompt, serverPrompt } from "./server-prompt.js";
import { serverSteering } from "./server-steering.js";

/** Tokens cannot be counted here: few languages have fewer characters to one. */
const CHARACTERS_PER_TOKEN = 2;

interface Written {
  text: string;
  tokens: number;
  promptTokens: number;
  stop: GeneratedText["stop"];
  firstPiece: number | undefined;
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
  const sampling = boundedSampling(model, request);
  const context = model.facts.contextSize ?? MAX_CONTEXT;
  const prompt = serverPrompt(
    request.prompt,
    phrasingsFor(selection),
    model.facts,
    Math.max(1, context - sampling.maxTokens) * CHARACTERS_PER_TOKEN,
  );
  const { texts: steered, notes } = await serverSteering(model, vectors, request, selection);
  const told = samplingFields(sampling, model.facts.samplingFields);
  if (told.untaken.length > 0) {
    notes.push(
      l10n.t(
        "Sampling settings that {0} does not accept: {1}.",
        model.host,
        told.untaken.join(", "),
      ),
    );
  }
  const body = { ...told.fields, stream_options: { include_usage: true } };
  const judged = () =>
    new JudgedText(endingsFor(request.prompt, sampling.maxTokens), sampling.maxTokens);
  // Where nothing tells the texts apart, one is written for all.
  const asked = steered.length > 0 ? steered : [{ fields: {}, applied: [] }];
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const askedNotes = new Set<string>();
  const written = await Promise.all(
    asked.map(({ fields }, index) =>
      write(model, prompt, { ...body, ...fields }, judged(), either, askedNotes, (piece) => {
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
  return {
    model: model.describe(),
    texts,
    notes: [
      ...(prompt.note ? [prompt.note] : []),
      ...askedNotes,
      ...notes,
      ...textNotes(texts, { prompt: request.prompt, sampling }),
    ],
    sampling: told.sampling,
    promptTokens: Math.max(...written.map(({ promptTokens }) => promptTokens)),
    ...timings(started, firstPieceOf(written), written),
  };
}

/** Where the server tells its context, the prompt has a share of it. */
function boundedSampling({ facts }: RemoteModel, request: GenerateRequest): Sampling {
  const sampling = samplingFor(request, (text) => text.length / CHARACTERS_PER_TOKEN);
  const most = facts.contextSize && Math.floor(facts.contextSize * ANSWER_SHARE);
  return {
    ...sampling,
    maxTokens: Math.max(1, Math.min(sampling.maxTokens, most ?? sampling.maxTokens)),
  };
}

/** What was written when the person stopped it is a result, too. */
async function write(
  model: RemoteModel,
  { askings }: ServerPrompt,
  body: object,
  judged: JudgedText,
  signal: AbortSignal,
  notes: Set<string>,
  onText: (piece: string) => void,
): Promise<Written> {
  const written: Written = {
    text: "",
    tokens: 0,
    promptTokens: 0,
    stop: "end",
    firstPiece: undefined,
  };
  let answer = new AnswerText(undefined);
  const show = (piece: string) => {
    if (piece !== "") onText(piece);
  };
  const take = (piece: string) => {
    if (piece !== "") written.firstPiece ??= performance.now();
    show(judged.push(piece, written.tokens));
  };
  try {
    const pieces = model.answer(askings, body, signal, ({ join, note }) => {
      answer = new AnswerText(join);
      if (note) notes.add(note);
    });
    for await (const { text, finish, promptTokens, completionTokens } of pieces) {
      // A piece is a token, mostly; the server's own count comes with the last.
      if (text !== "") written.tokens += 1;
      take(answer.push(text));
      // Leaving the loop closes the connection.
      if (judged.stop) break;
      written.tokens = completionTokens ?? written.tokens;
      written.promptTokens = promptTokens ?? written.promptTokens;
      if (finish === "length") written.stop = "length";
    }
    if (!judged.stop) {
      take(answer.end());
      show(judged.end(written.stop === "length"));
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
