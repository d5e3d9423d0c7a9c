/** Evaluation on IFEval's own prompts, which contain their instructions. */

import { findDeclaration } from "../constraints/declarations.js";
import { ConstraintError } from "../constraints/definition/constraint.js";
import { resolveInstruction } from "../constraints/ifeval/evaluate.js";
import {
  evaluateExample,
  type InputExample,
  type OutputExample,
  Summary,
} from "../constraints/ifeval/records.js";
import { type ActiveConstraint, parseArguments } from "../constraints/selection.js";
import type { TextCase, WrittenCase } from "../engine/api/protocol.js";
import { type Bench, writeGroups } from "./bench.js";
import { choiceUsed, measure } from "./measure.js";
import { type Cell, type Failure, SETTING_LABELS, type Setting, type Subject } from "./results.js";

/** The settings that can be run: without its instructions, a prompt would be a different prompt. */
export const IFEVAL_SETTINGS = ["told", "both"] as const satisfies readonly Setting[];
export type IfevalSetting = (typeof IFEVAL_SETTINGS)[number];

/** A prompt with its checks, and the constraints among its instructions that can be steered. */
export interface IfevalRecord {
  example: InputExample;
  checks: ReturnType<typeof resolveInstruction>[];
  steerable: ActiveConstraint[];
}

/**
 * @throws ConstraintError for an instruction that IFEval does not have
 */
export function readRecord(example: InputExample): IfevalRecord {
  const instructions = example.instruction_id_list.map((id, i) => ({
    id,
    kwargs: example.kwargs[i] ?? {},
  }));
  return {
    example,
    checks: instructions.map(({ id, kwargs }) => resolveInstruction(id, kwargs)),
    steerable: instructions.flatMap(({ id, kwargs }) => steered(id, kwargs)),
  };
}

/** Values beyond the limits of a switch are checked but not steered. */
function steered(id: string, kwargs: object): ActiveConstraint[] {
  const given = Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== null));
  try {
    return [{ id, args: parseArguments(id, given), dial: 1, guarantee: false }];
  } catch (error) {
    if (error instanceof ConstraintError) return [];
    throw error;
  }
}

/** The texts written in one setting, and IFEval's two summaries of them. */
export interface WrittenRecords {
  setting: IfevalSetting;
  /** In the order of the records. */
  texts: readonly WrittenCase[];
  strict: Summary;
  loose: Summary;
}

export interface IfevalFindings {
  grid: Cell[];
  failures: Failure[];
  written: WrittenRecords[];
}

/**
 * Every record in every setting; a cell covers one instruction id over all records that have it.
 */
export async function writeRecords(
  bench: Bench,
  records: readonly IfevalRecord[],
  settings: readonly IfevalSetting[],
): Promise<IfevalFindings> {
  const texts = await writeGroups(
    bench,
    settings.map((setting) => records.map((record) => caseOf(record, setting))),
  );
  const findings: IfevalFindings = { grid: [], failures: [], written: [] };
  for (const [i, setting] of settings.entries()) {
    const own = texts[i] ?? [];
    const judged = records.map(({ example, checks }, k) =>
      evaluateExample(example, checks, own[k]?.text ?? ""),
    );
    const [strict, loose] = [new Summary(), new Summary()];
    for (const outputs of judged) {
      strict.add(outputs.strict);
      loose.add(outputs.loose);
    }
    findings.written.push({ setting, texts: own, strict, loose });
    const outputs = judged.map((output) => output.strict);
    findings.grid.push(...cellsOf(setting, outputs, own));
    findings.failures.push(...failuresOf(setting, outputs));
  }
  return findings;
}

/** IFEval's overall accuracies, one sentence each, and what was left out. */
export function overallResults({ setting, texts, strict, loose }: WrittenRecords): string[] {
  const share = ({ followed, total }: Summary["prompts"]) =>
    `${followed} of ${total} (${Math.round((100 * followed) / Math.max(1, total))} %)`;
  const overall = (reading: string, { prompts, instructions }: Summary) =>
    `${SETTING_LABELS[setting]}, ${reading}: ${share(prompts)} prompts and ${share(instructions)} instructions are followed.`;
  const tooLong = texts.filter(({ tokens, stop }) => tokens === 0 && stop === "length").length;
  return [
    overall("strict", strict),
    overall("loose", loose),
    ...(tooLong === 0 ? [] : [`Prompts too long, counted as not followed: ${tooLong}.`]),
  ];
}

function caseOf({ example, steerable }: IfevalRecord, setting: IfevalSetting): TextCase {
  return {
    prompt: { mode: "write", instruction: example.prompt },
    selection: { constraints: steerable, tell: true },
    promptTells: true,
    strength: setting === "both" ? 1 : 0,
  };
}

/** One instruction of one record. */
interface Judged {
  id: string;
  followed: boolean;
  text: WrittenCase;
}

function cellsOf(
  setting: IfevalSetting,
  outputs: readonly OutputExample[],
  texts: readonly WrittenCase[],
): Cell[] {
  const judged = outputs.flatMap(({ instruction_id_list, follow_instruction_list }, k) =>
    instruction_id_list.map(
      (id, place): Judged => ({
        id,
        followed: follow_instruction_list[place] ?? false,
        text: texts[k] as WrittenCase,
      }),
    ),
  );
  return [...new Set(judged.map(({ id }) => id))].sort().map((id) => {
    const own = judged.filter((one) => one.id === id);
    const choice = choiceUsed(
      own.map(({ text }) => text),
      id,
    );
    return {
      ...subjectOf(id),
      setting,
      measure: measure(
        own.map(({ text }) => text),
        (_, i) => own[i]?.followed ?? false,
      ),
      ...(choice === undefined ? {} : { choice }),
    };
  });
}

function subjectOf(id: string): Subject {
  const { label, family } = findDeclaration(id);
  return { constraint: id, label, family };
}

/** Failures shown per instruction and setting. */
const SHOWN = 3;

function failuresOf(setting: IfevalSetting, outputs: readonly OutputExample[]): Failure[] {
  const shown = new Map<string, number>();
  return outputs.flatMap(({ prompt, response, instruction_id_list, follow_instruction_list }) =>
    instruction_id_list.flatMap((id, place): Failure[] => {
      const count = shown.get(id) ?? 0;
      if (follow_instruction_list[place] || count === SHOWN) return [];
      shown.set(id, count + 1);
      const reason = "IFEval's strict check does not accept it.";
      return [{ ...subjectOf(id), model: "model", setting, prompt, text: response, reason }];
    }),
  );
}
