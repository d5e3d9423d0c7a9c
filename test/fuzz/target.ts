/** What a fuzzed parser is held to, whoever makes its inputs. */
import assert from "node:assert/strict";

/** A reader of data that we did not write. */
export interface FuzzTarget {
  /** Inputs that are read, or nearly: what mutation begins from. */
  readonly seeds: readonly Uint8Array[];
  /** Inputs are JSON, so that their values are mutated, too, and not only their letters. */
  readonly isJson?: true;
  /** `check` waits for something: a file, an answer. */
  readonly isAsync?: true;
  /** @throws when the parser does with this input what it must not do */
  check(input: Uint8Array): void | Promise<void>;
}

type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * What a parser makes of an input; undefined when it refuses it as it says it does.
 *
 * @param refusals the classes of errors it is documented to throw
 * @throws whatever else it throws, and when a refusal is no sentence
 */
export function parsed<T>(parse: () => T, ...refusals: ErrorClass[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    assertRefusal(error, refusals);
    return undefined;
  }
}

/** As `parsed`, for what takes time. */
export async function parsedLater<T>(
  parse: () => Promise<T>,
  ...refusals: ErrorClass[]
): Promise<T | undefined> {
  try {
    return await parse();
  } catch (error) {
    assertRefusal(error, refusals);
    return undefined;
  }
}

function assertRefusal(error: unknown, refusals: readonly ErrorClass[]): void {
  if (!refusals.some((refusal) => error instanceof refusal)) throw error;
  assertSentence((error as Error).message);
}

/** More than this nobody reads in a notification. */
const LONGEST_SENTENCE = 1000;

/** One line for a person, whatever the input put into it. */
export function assertSentence(text: string): void {
  assert.ok(text.length <= LONGEST_SENTENCE, `a sentence of ${text.length} characters`);
  assert.match(text, /^\S/, "a sentence begins with a word");
  assert.match(text, /[.!?]$/, "a sentence ends");
  assert.doesNotMatch(text, /[\r\n]/, "a sentence stays in its line");
  // What was received may be said to be undefined.
  assert.doesNotMatch(
    text,
    /\[object |(?<!received )undefined\b/,
    "a sentence does not show what is missing",
  );
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const json = (value: unknown): Uint8Array => utf8(JSON.stringify(value));
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The value of a JSON text; undefined for what is none, which every reader of JSON refuses alike. */
export function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return undefined;
  }
}
