/**
 * Ends a text that has begun to loop, before the repetition.
 *
 * Its lines and sentences are compared without case, space, punctuation and marks of lists. Two things
 * are a loop: a cycle of them that begins for the third time, and within prose a sentence that comes
 * for the third time with little new between. Lines that return among new ones are none: refrains,
 * answers, `return err`. Of tiny ones ("Yes.", "---", "}") it takes a long run.
 */
import type { Prompt } from "../api/protocol.js";
import type { Ending, Finding } from "./text-rule.js";

/** A line, or a sentence of one, in the text. */
interface UnitPlace {
  readonly start: number;
  readonly end: number;
  readonly isWholeLine: boolean;
}

interface Unit {
  readonly end: number;
  /** What is compared. */
  readonly said: string;
  /** Whether it stands here for the first time. */
  readonly isNew: boolean;
}

/** Units in the longest cycle that is looked for: a few paragraphs, or a long stanza. */
const LONGEST_CYCLE = 24;
/** What has less than that is tiny, and a loop only after so many rounds. */
const LETTERS = 9;
const WORDS = 3;
const TINY_ROUNDS = 12;

const LIST_MARK =
  /^\s*(?:>\s*)*(?:(?:[-*+•‣◦▪–]|\(?\d{1,3}[.)]|[a-zA-Z][.)]|#{1,6})\s+)*(?:\[[ xX]\]\s+)?/u;
/** What may become one, at the end of a text. */
const BEGUN_MARK = /^[\s>]*(?:\(?\d{1,3}[.)]?|\(|[a-zA-Z][.)]?)$/u;
const SENTENCE_END = /[.!?…]+["'”’»)\]*_`]*(?=\s)|[。！？｡।॥؟]+[」』”’）)"']*/gu;
const SPACE = /\s*/uy;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const LETTER = /[\p{L}\p{N}]/gu;
/** Of scripts in which a character says about as much as three letters, and nothing parts words. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

export class Repetition implements Ending {
  readonly stop = "repetition";
  /** What has been read so far, and its complete units. */
  private text = "";
  private units: Unit[] = [];
  /** Where each thing was said, as indices of units. */
  private said = new Map<string, number[]>();
  /** What would be a loop if the next unit said it: any unit, or one within prose. */
  private next: { always: Set<string>; inProse: Set<string> } = noLoop();
  /** Where the text ends without the last unit, which begins a loop. */
  private loopFrom: number | undefined;

  /** @param mayReturn whether a person asked for something to be said several times */
  constructor(private readonly mayReturn: (said: string) => boolean = () => false) {}

  judge(text: string, settled: number, ended: boolean): Finding {
    this.read(text, settled, ended);
    if (this.loopFrom !== undefined) return { endAt: this.loopFrom };
    return { settledUntil: ended || !this.mayLoop() ? text.length : this.end };
  }

  /** Whether what follows the last complete unit may become a loop. */
  private mayLoop(): boolean {
    const unwanted = [...this.next.always, ...this.next.inProse];
    if (unwanted.length === 0) return false;
    const rest = this.text.slice(this.end);
    const begun = BEGUN_MARK.test(rest) ? "" : wordsOf(rest);
    return unwanted.some((said) => said.startsWith(begun));
  }

  /** Where the last complete unit ends. */
  private get end(): number {
    return this.units.at(-1)?.end ?? 0;
  }

  /** Reads the units that are complete, up to one that begins a loop and can still be left out. */
  private read(text: string, settled: number, ended: boolean): void {
    if (!text.startsWith(this.text)) {
      this.units = [];
      this.said = new Map();
      this.next = noLoop();
      this.loopFrom = undefined;
    }
    this.text = text;
    if (this.loopFrom !== undefined && this.loopFrom >= settled) return;
    this.loopFrom = undefined;
    for (const unit of unitsIn(text, this.end, ended)) {
      const end = this.end;
      if (this.add(unit) && end >= settled) {
        this.loopFrom = end;
        return;
      }
    }
  }

  /** @returns whether the unit begins a loop */
  private add({ start, end, isWholeLine }: UnitPlace): boolean {
    const raw = this.text.slice(start, end);
    const said = wordsOf(raw) || raw.replace(/\s+/gu, " ");
    const { always, inProse } = this.next;
    const isLoop = always.has(said) || (!isWholeLine && inProse.has(said));
    const before = this.said.get(said) ?? [];
    this.said.set(said, [...before, this.units.length]);
    this.units.push({ end, said, isNew: before.length === 0 });
    this.next = { always: this.nextInCycles(), inProse: this.nextInProse() };
    return isLoop;
  }

  /** What begins another round of a cycle that the text ends with. */
  private nextInCycles(): Set<string> {
    const found = new Set<string>();
    const { units } = this;
    for (let length = 1; length <= Math.min(LONGEST_CYCLE, units.length / 2); length++) {
      const [first] = units.slice(-length);
      if (!first || this.mayReturn(first.said)) continue;
      const isTiny = !isSubstantial(new Set(units.slice(-length).map(({ said }) => said)));
      if (this.hasRounds(length, isTiny ? TINY_ROUNDS : 2)) found.add(first.said);
    }
    return found;
  }

  /** Whether the text ends with so many rounds of a cycle. */
  private hasRounds(length: number, rounds: number): boolean {
    const from = this.units.length - length * (rounds - 1);
    return (
      from >= length &&
      this.units.slice(from).every(({ said }, i) => said === this.units[from + i - length]?.said)
    );
  }

  /** What was said twice with little new between: no more than what is not new. */
  private nextInProse(): Set<string> {
    const found = new Set<string>();
    for (const [said, places] of this.said) {
      const first = places.at(-2);
      if (first === undefined || !isSubstantial([said]) || this.mayReturn(said)) continue;
      const since = this.units.slice(first + 1);
      const added = since.filter(({ isNew }) => isNew).length;
      if (added <= since.length + 1 - added) found.add(said);
    }
    return found;
  }
}

/**
 * Whether a line or sentence, as it is compared, returns in what a person asked for: in an
 * instruction it may stand once, in a text to rewrite it has to stand twice.
 */
export function returnsIn(prompt: Prompt): (said: string) => boolean {
  switch (prompt.mode) {
    case "write":
      return isSaidIn(prompt.instruction);
    case "chat":
      return isSaidIn(prompt.messages.at(-1)?.text ?? "");
    case "rewrite": {
      const said = unitsOf(prompt.text);
      return (one) => said.indexOf(one) !== said.lastIndexOf(one);
    }
    default:
      return () => false;
  }
}

function isSaidIn(text: string): (said: string) => boolean {
  const words = ` ${wordsOf(text)} `;
  return (said) => words.includes(` ${said} `);
}

function unitsOf(text: string): string[] {
  return [...unitsIn(text, 0, true)].map(({ start, end }) => wordsOf(text.slice(start, end)));
}

function noLoop() {
  return { always: new Set<string>(), inProse: new Set<string>() };
}

function isSubstantial(said: Iterable<string>): boolean {
  const text = [...said].join(" ");
  const dense = text.match(DENSE)?.length ?? 0;
  const letters = text.match(LETTER)?.length ?? 0;
  return letters + 2 * dense >= LETTERS && (text.match(WORD)?.length ?? 0) + dense / 2 >= WORDS;
}

function wordsOf(text: string): string {
  const words = text.replace(LIST_MARK, "").toLowerCase().match(WORD) ?? [];
  return words.join(" ");
}

/** The units from an offset on; one that may still go on is none yet, unless the text has ended. */
function* unitsIn(text: string, from: number, ended: boolean): Generator<UnitPlace> {
  let start = from;
  for (;;) {
    const space = spaceAt(text, start);
    const isLineStart = start === 0 || space.includes("\n");
    start += space.length;
    if (start === text.length) return;
    const newLine = text.indexOf("\n", start);
    const lineEnd = newLine < 0 ? text.length : newLine;
    SENTENCE_END.lastIndex = start + markAt(text.slice(start, lineEnd));
    const mark = SENTENCE_END.exec(text);
    const end = Math.min(lineEnd, mark ? mark.index + mark[0].length : lineEnd);
    if (end === text.length && !ended) return;
    const isWholeLine = isLineStart && text.slice(end, lineEnd).trim() === "";
    yield { start, end, isWholeLine };
    start = end;
  }
}

function spaceAt(text: string, start: number): string {
  SPACE.lastIndex = start;
  return SPACE.exec(text)?.[0] ?? "";
}

function markAt(line: string): number {
  return LIST_MARK.exec(line)?.[0].length ?? 0;
}
