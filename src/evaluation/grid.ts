/** Tables 1, 2 and 10: every constraint in every setting, its quality, and its failures. */
import type { WrittenCase } from "../engine/api/protocol.js";
import type { SteeringChoice } from "../steering/choice.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { choiceUsed, measure } from "./measure.js";
import type { Cell, Failure, Setting, Subject } from "./results.js";
import type { EvaluatedConstraint } from "./subjects.js";

/** A cell with its texts, in the order of the constraint's examples. */
export interface WrittenCell {
  cell: Cell;
  subject: EvaluatedConstraint;
  texts: readonly WrittenCase[];
}

/** The setting that differs only in the steering. */
const UNSTEERED: Partial<Record<Setting, Setting>> = { steered: "none", both: "told" };

export async function writeGrid(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
  settings: readonly Setting[],
): Promise<WrittenCell[]> {
  const cells = subjects.flatMap((subject) => settings.map((setting) => ({ subject, setting })));
  const texts = await writeGroups(
    bench,
    cells.map(({ subject, setting }) =>
      subject.examples.map((example) => caseIn(setting, example)),
    ),
  );
  return cells.map(({ subject, setting }, i) => {
    const choice = choiceUsed(texts[i] ?? [], subject.examples[0]?.active.id ?? "");
    // Where calibration left steering off, the text is the unsteered one, except for rounding in a
    // different batch.
    const unsteered = cells.findIndex(
      (cell) => cell.subject === subject && cell.setting === UNSTEERED[setting],
    );
    const own = texts[choice === "off" && unsteered >= 0 ? unsteered : i] ?? [];
    return {
      cell: {
        ...namesOf(subject),
        setting,
        measure: measure(own),
        ...(choice === undefined ? {} : { choice }),
      },
      subject,
      texts: own,
    };
  });
}

export function namesOf({ constraint, label, family }: Subject): Subject {
  return { constraint, label, family };
}

/** Failures shown per cell that is not perfect. */
const SHOWN = 3;

/** The first failures of every cell, with their texts. */
export function failuresIn(model: string, grid: readonly WrittenCell[]): Failure[] {
  return grid.flatMap(({ cell, subject, texts }) =>
    texts
      .flatMap(({ text, receipt }, i) => {
        const line = receipt.lines.find(({ held }) => !held);
        const prompt = subject.examples[i]?.query ?? "";
        return line ? [{ prompt, text, reason: line.reason }] : [];
      })
      .slice(0, SHOWN)
      .map((failure) => ({ ...namesOf(subject), model, setting: cell.setting, ...failure })),
  );
}

/** How each constraint is steered by itself, by its name; off means a strength of 0. */
export function calibratedChoices(grid: readonly WrittenCell[]): Map<string, SteeringChoice> {
  return new Map(
    grid.flatMap(({ cell, subject, texts }) => {
      const choice = texts[0]?.choices[subject.examples[0]?.active.id ?? ""];
      return cell.setting === "steered" && choice ? [[cell.constraint, choice]] : [];
    }),
  );
}
