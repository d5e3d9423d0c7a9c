/**
 * What a writer can ask for, and how it is checked.
 *
 * The vocabulary is that of IFEval (Zhou et al. 2023, arXiv 2311.07911): a constraint is a
 * "verifiable instruction" with an instruction id and keyword arguments ("kwargs").
 */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { quoted } from "../../text/quoted.js";
import type { Span } from "../../text/span.js";
import type { Claim } from "./claims.js";

/** The group a switch belongs to. */
export type Family = "case" | "content" | "format" | "keywords" | "language" | "length" | "shape";

/**
 * How a constraint can be made to hold for certain, whatever the model would write: by a grammar that
 * the tokens follow, by a stop rule that ends the text (or keeps it from ending), or by a ban that
 * takes a word back before it is shown.
 */
export const guaranteeKind = z.enum(["grammar", "stop", "ban"]);
export type GuaranteeKind = z.infer<typeof guaranteeKind>;

/** What a verifier found in one text. */
export interface Verdict {
  held: boolean;
  /** One sentence: what was found, and what was wanted where it differs. */
  reason: string;
  /** Where the fault is, in UTF-16 offsets, where a fault has a place. */
  span?: Span;
}

/** Ways of saying a constraint to a model. Held-out ones are never used to make vectors. */
export interface Phrasings {
  phrasings: string[];
  heldOut: string[];
}

/**
 * A constraint as it is shown, asked for and stored: everything but the check. Methods take
 * arguments that `args` has parsed.
 */
export interface Declaration<Args extends object = Record<string, unknown>> {
  /** IFEval's instruction id, or one of ours in the same pattern. */
  readonly id: string;
  readonly family: Family;
  /** Short enough for a switch: "All capitals". */
  readonly label: string;
  /** One sentence for a person. */
  readonly help: string;
  /** The arguments, under IFEval's names, with limits and, where one is sensible, a default. */
  readonly args: z.ZodType<Args>;
  /** At least six ways to ask for it, arguments filled in. */
  phrasings(args: Args): string[];
  /** Further ways, kept apart from training for evaluation. */
  heldOutPhrasings(args: Args): string[];
  /** What the constraint demands of a text; two constraints conflict when their claims do. */
  claims(args: Args): Claim[];
  /** How its claims can be guaranteed; absent where steering is all there is. */
  readonly guarantee?: GuaranteeKind;
}

/** A constraint with its check. */
export interface Constraint<Args extends object = Record<string, unknown>>
  extends Declaration<Args> {
  /**
   * The writer's reading: what a person means by the switch. The benchmark's reading, where it
   * differs, is in `ifeval/`. Never throws, whatever the text.
   */
  verify(text: string, args: Args): Verdict;
}

/** What a family file writes down for one constraint. */
export interface Definition<Args extends object>
  extends Omit<Declaration<Args>, "phrasings" | "heldOutPhrasings"> {
  /** How it is said, arguments filled in. */
  said(args: Args): Phrasings;
}

/**
 * A declaration from its definition. The type of the arguments is forgotten, because the catalogue
 * holds constraints of many; `parseArguments` pairs ids and arguments again when it runs.
 */
export function defineDeclaration<Args extends object>(definition: Definition<Args>): Declaration {
  const { said, ...rest } = definition;
  const declaration: Declaration<Args> = {
    ...rest,
    phrasings: (args) => said(args).phrasings,
    heldOutPhrasings: (args) => said(args).heldOut,
  };
  return declaration as unknown as Declaration;
}

/** A constraint from its definition and its check. */
export function defineConstraint<Args extends object>(
  definition: Definition<Args> & Pick<Constraint<Args>, "verify">,
): Constraint {
  return defineDeclaration(definition) as Constraint;
}

/** An id, an argument or a selection that cannot be used; the message is one sentence. */
export class ConstraintError extends Error {
  override name = "ConstraintError";
}

/** No constraint has this id; the message names the nearest known ones. */
export class UnknownConstraintError extends ConstraintError {
  override name = "UnknownConstraintError";
  constructor(
    readonly id: string,
    nearest: readonly string[],
  ) {
    super(
      l10n.t(
        'There is no constraint "{0}"; the nearest known are {1}.',
        quoted(id),
        nearest.join(", "),
      ),
    );
  }
}
