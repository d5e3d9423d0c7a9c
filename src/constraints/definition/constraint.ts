/**
 * What a writer can ask for, how it is checked, and how a text is made to hold it.
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

/** How a constraint is steered. */
export interface Steering {
  /** What its vector does where nothing was calibrated: it is added, or rows move to it as a target. */
  readonly operation: "add" | "target";
  /** Where every word has a vector; absent where the constraint with its arguments has one. */
  readonly words?: WordSteering;
}

/** Words that are steered one by one, each by a vector of its own. */
export interface WordSteering {
  /** The argument that lists them. */
  readonly argument: string;
  /** What one of them is called in the name of its vector. */
  readonly each: string;
  /**
   * The constraint whose words' vectors are subtracted: a vector made from "do not use X" carries X
   * itself and steers far worse (Stolfo et al. 2025, section 5). Absent where they are added.
   */
  readonly subtracts?: string;
}

/**
 * A constraint as it is shown, asked for, stored and steered. Methods take arguments that `args` has
 * parsed. Words for a person are English here and translated where they are shown.
 */
export interface Declaration<Args extends object = Record<string, unknown>> {
  /** IFEval's instruction id, or one of ours in the same pattern. */
  readonly id: string;
  readonly family: Family;
  /** Short enough for a switch: "All capitals". */
  readonly label: string;
  /** One sentence for a person. */
  readonly help: string;
  /** In view in the sidebar from the start; the others wait in a fold, so that a newcomer sees a few. */
  readonly inView?: true;
  /** The arguments, under IFEval's names, with limits and, where one is sensible, a default. */
  readonly args: z.ZodType<Args>;
  /** What each argument is called for a person. */
  readonly argumentLabels: Readonly<Record<keyof NoInfer<Args> & string, string>>;
  /** What stands in the field of a list, or of a language, as long as nothing is given. */
  readonly placeholder?: string;
  /** Where the argument is a language: those that a person is offered by name, as ISO 639-1 codes. */
  readonly offeredLanguages?: readonly string[];
  /** Arguments to show it by in documents, where it cannot do without any. */
  readonly example?: Partial<NoInfer<Args>>;
  /** What the constraint demands of a text; two constraints conflict when their claims do. */
  claims(args: Args): Claim[];
  /** How its claims can be guaranteed; absent where steering is all there is. */
  readonly guarantee?: GuaranteeKind;
  readonly steering: Steering;
  /**
   * Arguments by which it is calibrated and evaluated unless somebody says otherwise; absent where it
   * is left out then. A sample word stands for all words.
   */
  readonly samples?: readonly Partial<NoInfer<Args>>[];
}

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
 * What is done with texts: what a model is told, whether a text holds the constraint, how one is made to
 * hold it. Only processes that write or judge texts need it; see `defineConstraint`.
 */
export interface Practice<Args extends object> {
  /** At least six ways to ask for it and two that are held out, arguments filled in. */
  said(args: Args): Phrasings;
  /**
   * The writer's reading: what a person means by the switch. The benchmark's reading, where it
   * differs, is in `ifeval/`. Never throws, whatever the text.
   */
  verify(text: string, args: Args): Verdict;
  /**
   * A plain text that does not hold the constraint, made to hold it with as little change as can be;
   * undefined where this text cannot. Pure. Absent where no function on a text can.
   */
  made?(text: string, args: Args): string | undefined;
}

/** A constraint with all that is done with texts. */
export interface Constraint<Args extends object = Record<string, unknown>>
  extends Declaration<Args>,
    Pick<Practice<Args>, "verify"> {
  /** At least six ways to ask for it, arguments filled in. */
  phrasings(args: Args): string[];
  /** Further ways, kept apart from training for evaluation. */
  heldOutPhrasings(args: Args): string[];
  /**
   * Prose in any language made to hold the constraint, which its verifier then finds held; the text itself
   * where it does already, undefined where it cannot be made to. Pure.
   */
  made(text: string, args: Args): string | undefined;
}

/** Arguments of constraints that take none. Strict, so that a misspelt or stray one is named. */
export const noArguments = z.strictObject({});

/** An argument: a word or phrase of at most 200 characters with something in it. */
export const phrase = z.string().trim().min(1).max(200);

/** A declaration; the type of its arguments is found in their schema. */
export function defineDeclaration<Args extends object>(
  declaration: Declaration<Args>,
): Declaration<Args> {
  return declaration;
}

/**
 * A constraint from its declaration and what is done with texts.
 *
 * The two are two values, so that a bundle which imports the declaration alone - the editor's, the
 * sidebar's - carries neither phrasings nor verifiers nor what those import, although all stand in one
 * file. For that the call is marked as one that may be left out (`@__PURE__`), and modules do nothing but
 * declare (`sideEffects` in package.json); test/unit/bundles.test.ts holds it.
 */
export function defineConstraint<Args extends object>(
  declaration: Declaration<Args>,
  { said, verify, made }: Practice<Args>,
): Constraint<Args> {
  return {
    ...declaration,
    phrasings: (args) => said(args).phrasings,
    heldOutPhrasings: (args) => said(args).heldOut,
    verify,
    made(text, args) {
      if (text.trim() === "") return undefined;
      if (verify(text, args).held) return text;
      const changed = made?.(text.trim(), args);
      const holds = changed !== undefined && changed.trim() !== "" && verify(changed, args).held;
      return holds ? changed : undefined;
    },
  };
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
    known: readonly string[],
  ) {
    super(
      l10n.t(
        'There is no constraint "{0}"; the nearest known are {1}.',
        quoted(id),
        nearest(id, known).join(", "),
      ),
    );
  }
}

/** The three ids nearest to an unknown one, by shared pairs of letters (Dice's coefficient). */
function nearest(unknown: string, known: readonly string[]): string[] {
  const wanted = letterPairs(unknown);
  return known
    .map((id) => ({ id, score: similarity(wanted, letterPairs(id)) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ id }) => id);
}

function letterPairs(text: string): Set<string> {
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < text.length; at += 1) pairs.add(text.slice(at, at + 2).toLowerCase());
  return pairs;
}

function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0;
  for (const pair of other) if (one.has(pair)) shared += 1;
  return (2 * shared) / Math.max(1, one.size + other.size);
}
