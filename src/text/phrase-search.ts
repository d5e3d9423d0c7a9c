/**
 * Words and phrases as a writer means them: whole words, whatever their case, however their accents
 * are encoded, with either apostrophe. A writer who excludes "cat" does not mean "catalogue".
 * IFEval's own reading is in `constraints/ifeval/pattern.ts`.
 */
import type { Span } from "./span.js";
import { isUnspaced } from "./words.js";

const IN_WORD = "[\\p{L}\\p{M}\\p{N}_]";
const NOT_IN_WORD = "[^\\p{L}\\p{M}\\p{N}_]";

/** Every place where the phrase occurs, in order. */
export function findPhrase(text: string, phrase: string): Span[] {
  const pattern = new RegExp(sources(phrase, `(?!${IN_WORD})`).join("|"), "giu");
  return Array.from(text.matchAll(pattern), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Looks for a phrase in a text that is still being written. */
export class PhraseWatch {
  private readonly whole: RegExp;
  private readonly certain: RegExp;
  private readonly begun: RegExp;

  constructor(phrase: string) {
    const pattern = (alternatives: string[]) => new RegExp(alternatives.join("|"), "giu");
    this.whole = pattern(sources(phrase, `(?!${IN_WORD})`));
    this.certain = pattern(sources(phrase, `(?=${NOT_IN_WORD})`));
    this.begun = pattern(beginnings(phrase));
  }

  /**
   * Offset of the first place from `from` on where the phrase occurs, whatever is written next; in
   * a finished text, as found by `findPhrase`.
   */
  find(text: string, from: number, ended: boolean): number | undefined {
    return firstMatch(ended ? this.whole : this.certain, text, from);
  }

  /**
   * Offset of the first place from `from` on that may become the phrase, depending on what is
   * written next.
   */
  findBegun(text: string, from: number): number | undefined {
    return firstMatch(this.begun, text, from);
  }
}

function firstMatch(pattern: RegExp, text: string, from: number): number | undefined {
  // Unlike a slice, this allows looking back at what precedes `from`.
  pattern.lastIndex = from;
  return pattern.exec(text)?.index;
}

/** Patterns of the whole phrase, one for each encoding. */
function sources(phrase: string, afterWord: string): string[] {
  return encodings(phrase).map(({ before, parts, endsInWord }) =>
    [before, ...parts, endsInWord ? afterWord : ""].join(""),
  );
}

/** Patterns of every beginning of the phrase at the end of a text, one for each encoding. */
function beginnings(phrase: string): string[] {
  return encodings(phrase).map(({ before, parts, endsInWord }) => {
    // A complete phrase is undecided only as long as its last word may continue.
    const rest = parts.reduceRight(
      (after, part, i) => (i === 0 ? after : `(?:$|${part}${after})`),
      endsInWord ? "$" : "(?!)",
    );
    return `${before}${parts[0] ?? "(?!)"}${rest}`;
  });
}

/** A phrase as patterns, one per character; a run of white space is one pattern. */
interface Encoding {
  before: string;
  parts: string[];
  endsInWord: boolean;
}

function encodings(phrase: string): Encoding[] {
  return [...new Set([phrase.normalize("NFC"), phrase.normalize("NFD")])].map((form) => {
    const characters = form.match(/\s+|\S/gu) ?? [];
    return {
      before: edge(characters[0] ?? "") ? `(?<!${IN_WORD})` : "",
      parts: characters.map(characterSource),
      endsInWord: edge(characters.at(-1) ?? ""),
    };
  });
}

function characterSource(character: string): string {
  if (/^\s/u.test(character)) return "\\s+";
  if (/['’]/.test(character)) return "['’]";
  return character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}

/** Whether a word's edge can be seen beside this character. */
function edge(character: string): boolean {
  return new RegExp(IN_WORD, "u").test(character) && !isUnspaced(character);
}
