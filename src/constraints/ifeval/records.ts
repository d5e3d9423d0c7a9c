/** The records of IFEval's files, and the summary of an evaluation. */
import * as z from "zod";
import { type Check, followsLoose, followsStrict } from "./evaluate.js";

/** A line of `input_data.jsonl`: a prompt and the instructions that it gives. */
export const inputExampleSchema = z
  .object({
    key: z.union([z.int(), z.string()]),
    prompt: z.string(),
    instruction_id_list: z.array(z.string()),
    kwargs: z.array(z.record(z.string(), z.unknown())),
  })
  .refine(({ instruction_id_list, kwargs }) => instruction_id_list.length === kwargs.length, {
    path: ["kwargs"],
    error: "not as many as instruction_id_list",
  });
export type InputExample = z.infer<typeof inputExampleSchema>;

/** A line of the file of responses. */
export const responseSchema = z.object({ prompt: z.string(), response: z.string() });

/** A line of `eval_results_strict.jsonl` or `eval_results_loose.jsonl`, in IFEval's order. */
export interface OutputExample {
  follow_all_instructions: boolean;
  follow_instruction_list: boolean[];
  instruction_id_list: string[];
  prompt: string;
  response: string;
}

/** Both results of one example; `checks` are its instructions in order. */
export function evaluateExample(
  { prompt, instruction_id_list }: InputExample,
  checks: readonly Check[],
  response: string,
): { strict: OutputExample; loose: OutputExample } {
  const output = (follows: typeof followsStrict): OutputExample => {
    const follow_instruction_list = checks.map((check) => follows(check, response));
    return {
      follow_all_instructions: !follow_instruction_list.includes(false),
      follow_instruction_list,
      instruction_id_list,
      prompt,
      response,
    };
  };
  return { strict: output(followsStrict), loose: output(followsLoose) };
}

/** How many of how many were followed. */
export interface Tally {
  followed: number;
  total: number;
}

/** Accuracies that grow with every example, so that none of them needs to be kept. */
export class Summary {
  readonly prompts: Tally = { followed: 0, total: 0 };
  readonly instructions: Tally = { followed: 0, total: 0 };
  /** Per group (`keywords`), IFEval's tier 0. */
  readonly perGroup = new Map<string, Tally>();
  /** Per instruction id, IFEval's tier 1. */
  readonly perId = new Map<string, Tally>();

  add({ follow_all_instructions, follow_instruction_list, instruction_id_list }: OutputExample) {
    count(this.prompts, follow_all_instructions);
    instruction_id_list.forEach((id, place) => {
      const followed = follow_instruction_list[place] ?? false;
      count(this.instructions, followed);
      count(tallyOf(this.perGroup, id.split(":", 1)[0] ?? id), followed);
      count(tallyOf(this.perId, id), followed);
    });
  }

  /** The lines of IFEval's own report. */
  lines(): string[] {
    return [
      `prompt-level: ${accuracy(this.prompts)}`,
      `instruction-level: ${accuracy(this.instructions)}`,
      "",
      ...sorted(this.perGroup),
      "",
      ...sorted(this.perId),
    ];
  }
}

function count(tally: Tally, followed: boolean): void {
  tally.total += 1;
  if (followed) tally.followed += 1;
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const tally = tallies.get(name) ?? { followed: 0, total: 0 };
  tallies.set(name, tally);
  return tally;
}

function sorted(tallies: ReadonlyMap<string, Tally>): string[] {
  return [...tallies]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, tally]) => `${name} ${accuracy(tally)}`);
}

function accuracy({ followed, total }: Tally): string {
  return total === 0 ? "none" : String(followed / total);
}
