/** `tiller calibrate`: measures a model's vectors and chooses how each is used. */
import { resolve } from "node:path";
import { parseConstraint } from "../constraints/notation.js";
import { type Outcome, requestThroughDeaths } from "../engine/api/client.js";
import type { CalibratedConstraint, CalibrateRequest, Progress } from "../engine/api/protocol.js";
import { textTable, wholePercent } from "../evaluation/text-table.js";
import type { CalibratedChoice, CalibrationMode } from "../steering/calibration.js";
import { defaultSet } from "./default-set.js";
import { type EngineSession, withEngine } from "./engine.js";
import { duration } from "./progress.js";
import {
  EXIT,
  loadingFrom,
  loadingOptions,
  modelNamed,
  parseArguments,
  UsageError,
} from "./usage.js";

const options = {
  ...loadingOptions,
  constraints: { type: "string", multiple: true },
  into: { type: "string" },
  told: { type: "boolean" },
  alone: { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** An engine that keeps dying is started so often in all; finished work is not done twice. */
const ATTEMPTS = 3;

/** @returns the exit code */
export async function calibrate(args: readonly string[]): Promise<number> {
  const { options: values, model } = parseArguments(args, options, ["model"]);
  if (values.told && values.alone) {
    throw new UsageError("--told and --alone exclude each other; leave both out to do both.");
  }
  const modes: CalibrationMode[] = values.told
    ? ["told"]
    : values.alone
      ? ["alone"]
      : ["alone", "told"];
  const outcome = await withEngine(loadingFrom(values), (session) =>
    request(session, {
      kind: "calibrate",
      model: modelNamed(model),
      constraints: values.constraints?.map(parseConstraint) ?? defaultSet(),
      modes,
      ...(values.into === undefined ? {} : { folder: resolve(values.into) }),
    }),
  );
  if (outcome.status === "cancelled" || outcome.result === undefined) {
    process.stderr.write(
      "Stopped; what is finished is kept, and the same command resumes there.\n",
    );
    return EXIT.done;
  }
  const { result } = outcome;
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : table(result.constraints));
  process.stderr.write(
    `${result.generatedTokens} tokens written; the set is in ${result.folder}.\n`,
  );
  return EXIT.done;
}

function request(
  { client, signal, report, say }: EngineSession,
  calibrate: CalibrateRequest,
): Promise<Outcome<"calibrate">> {
  const onProgress = (progress: Progress) =>
    progress.estimate ? say(estimate(progress.estimate)) : report(progress);
  return requestThroughDeaths(
    client,
    () => calibrate,
    { signal, onProgress },
    ATTEMPTS,
    ({ message }) => say(`${message} It will restart and resume where it was.`),
  );
}

function estimate({ constraints, tokens, seconds }: NonNullable<Progress["estimate"]>): string {
  const [least, most] = seconds.map(duration);
  const count = constraints === 1 ? "1 constraint" : `${constraints} constraints`;
  const [fewest, highest] = tokens.map((count) => count.toLocaleString("en"));
  return `${count} to calibrate: ${fewest} to ${highest} tokens, ${least} to ${most}.`;
}

/** One row per constraint, and a second where telling needs another choice. */
function table(constraints: readonly CalibratedConstraint[]): string {
  const header = [
    "constraint",
    "off",
    "alone",
    "told",
    "layer",
    "operation",
    "positions",
    "strength",
    "quality",
    "agreement",
    "tokens",
  ];
  const rows = constraints.flatMap(({ id, alone, told }) => [
    ...(alone
      ? [[id, wholePercent(alone.accuracyOff), wholePercent(alone.accuracyOn), "", ...use(alone)]]
      : []),
    ...(told
      ? [
          [
            `${id}, told`,
            wholePercent(told.accuracyOff),
            "",
            wholePercent(told.accuracyOn),
            ...use(told),
          ],
        ]
      : []),
  ]);
  return textTable([header, ...rows])
    .map((line) => `${line}\n`)
    .join("");
}

function use(choice: CalibratedChoice): string[] {
  const { layer, operation, positions, strength, agreement, generatedTokens } = choice;
  const rest = [agreement?.toFixed(2) ?? "", String(generatedTokens ?? "")];
  if (strength === 0) return ["", "", "", "off", "", ...rest];
  return [String(layer), operation, positions, String(strength), quality(choice), ...rest];
}

/** How many nats per token steering costs. */
function quality({ qualityOff, qualityOn }: CalibratedChoice): string {
  if (qualityOff === undefined || qualityOn === undefined) return "";
  const difference = qualityOn - qualityOff;
  return `${difference < 0 ? "" : "+"}${difference.toFixed(2)}`;
}
