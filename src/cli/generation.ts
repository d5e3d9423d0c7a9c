/** What the commands that write a text share: their options, the request, the text and its receipt. */
import { resolve } from "node:path";
import type { GuaranteeReport } from "../constraints/receipt.js";
import type {
  ControlVectorUse,
  GeneratedText,
  GenerateResult,
  Prompt,
} from "../engine/api/protocol.js";
import { isServerReference } from "../models/model-reference.js";
import { ask } from "./engine.js";
import { type SamplingValues, samplingFrom, samplingOptions } from "./sampling.js";
import { type SelectionValues, selectionFrom, selectionOptions } from "./selection.js";
import {
  bundledModel,
  EXIT,
  type LoadingValues,
  loadingFrom,
  loadingOptions,
  modelNamed,
  numberOption,
  onTerminal,
  UsageError,
} from "./usage.js";

export const generationOptions = {
  ...selectionOptions,
  ...loadingOptions,
  model: { type: "string" },
  "control-vector": { type: "string" },
  scale: { type: "string" },
  layers: { type: "string" },
  ...samplingOptions,
  strict: { type: "boolean" },
  json: { type: "boolean" },
} as const;

interface GenerationValues
  extends SelectionValues,
    LoadingValues,
    SamplingValues,
    ControlVectorValues {
  model?: string | undefined;
  strict?: boolean | undefined;
  json?: boolean | undefined;
}

interface ControlVectorValues {
  "control-vector"?: string | undefined;
  scale?: string | undefined;
  layers?: string | undefined;
}

/**
 * Writes one text on standard output, its receipt on standard error.
 *
 * @param defaultMaxTokens where `--max-tokens` does not say
 * @returns the exit code
 */
export async function generate(
  values: GenerationValues,
  prompt: Prompt,
  defaultMaxTokens: number,
): Promise<number> {
  let lastText = "";
  const model = modelNamed(values.model ?? bundledModel);
  const outcome = await ask(
    {
      kind: "generate",
      model,
      prompt,
      selection: selectionFrom(values),
      strengths: [1],
      controlVectors: controlVectors(values, model),
      sampling: samplingFrom(values, defaultMaxTokens),
    },
    (text) => {
      lastText = text;
      if (!values.json) process.stdout.write(process.stdout.isTTY ? onTerminal(text) : text);
    },
    loadingFrom(values),
  );
  if (lastText !== "" && !lastText.endsWith("\n") && !values.json) process.stdout.write("\n");
  if (outcome.result === undefined) return EXIT.done;
  const [text] = outcome.result.texts;
  if (!text) return EXIT.engine;
  if (values.json)
    process.stdout.write(`${JSON.stringify({ status: outcome.status, ...outcome.result })}\n`);
  else process.stderr.write(onTerminal(summary(outcome.result, text)));
  if (text.stop === "cut") return EXIT.engine;
  return values.strict && text.receipt.failed > 0 ? EXIT.constraintFailed : EXIT.done;
}

function controlVectors(values: ControlVectorValues, model: string): ControlVectorUse[] {
  const file = values["control-vector"];
  if (file === undefined) {
    const stray = ["scale", "layers"].find(
      (name) => values[name as "scale" | "layers"] !== undefined,
    );
    if (stray) throw new UsageError(`--${stray} goes with --control-vector FILE.`);
    return [];
  }
  const scale = numberOption("scale", values.scale, 1, { min: -1000, max: 1000, whole: false });
  const range = /^(\d+)-(\d+)$/.exec(values.layers ?? "1-1000000");
  const [firstLayer, lastLayer] = [Number(range?.[1]), Number(range?.[2])];
  if (!range || firstLayer < 1 || lastLayer < firstLayer) {
    throw new UsageError(
      `--layers must be a range such as 1-5, starting from layer 1 or later, not "${values.layers}".`,
    );
  }
  // A server reads its own files.
  return [{ file: isServerReference(model) ? file : resolve(file), scale, firstLayer, lastLayer }];
}

function summary(
  { model, notes, tokensPerSecond }: GenerateResult,
  { receipt, guarantees, tokens }: GeneratedText,
) {
  const speed = tokensPerSecond === undefined ? "" : `, ${Math.round(tokensPerSecond)} tokens/s`;
  return [
    ...(model.loadingNote === undefined ? [] : [model.loadingNote]),
    ...notes,
    ...receipt.lines.map(({ id, held, label, reason }) =>
      [
        `${held ? "held    " : "not held"}  ${label}: ${reason}`,
        ...guarantees.filter((guarantee) => guarantee.id === id).map(whatItDid),
      ].join(" "),
    ),
    `${whereItRan(model)}, ${tokens} tokens${speed}`,
    "",
  ].join("\n");
}

/** A server stands in the model's name. */
function whereItRan({ name, device, server }: GenerateResult["model"]): string {
  return server === undefined ? `${name} on ${device}` : name;
}

/** Whether steering alone was enough. */
function whatItDid({ interventions }: GuaranteeReport): string {
  if (interventions === 0) return "The guarantee did not need to step in.";
  return `The guarantee stepped in ${interventions === 1 ? "once" : `${interventions} times`}.`;
}
