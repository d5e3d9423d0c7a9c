/**
 * One instruction of IFEval as the benchmark checks it (Zhou et al. 2023,
 * google-research/instruction_following_eval), its peculiarities included. The writer's reading of
 * the same id is in the catalogue; where the two differ, the difference is stated here.
 */
import * as z from "zod";

export interface Instruction<Kwargs extends object = Record<string, unknown>> {
  /** IFEval's keyword arguments. The benchmark draws missing ones at random; here they are wrong. */
  readonly kwargs: z.ZodType<Kwargs>;
  /** Whether the response follows the instruction. Never throws; linear in the response. */
  follows(response: string, kwargs: Kwargs): boolean;
}

/**
 * Forgets the type of the kwargs, so that one registry can hold all instructions; ids and kwargs are
 * paired again by `resolveInstruction`.
 */
export function instruction<Kwargs extends object>(definition: Instruction<Kwargs>): Instruction {
  return definition as unknown as Instruction;
}

export const noKwargs = z.strictObject({});

/** A number of things. */
export const count = z.int().min(0).max(100_000);

export const relation = z.enum(["less than", "at least"]);

/** IFEval's two relations: "less than" is strict. */
export function compare(
  actual: number,
  wanted: { relation: z.infer<typeof relation>; count: number },
): boolean {
  return wanted.relation === "less than" ? actual < wanted.count : actual >= wanted.count;
}
