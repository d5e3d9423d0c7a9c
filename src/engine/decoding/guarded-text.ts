/**
 * One answer while it is written under guarantees and other rules: which tokens it has, which may
 * follow, what is taken back, and how much of it may be shown. Knows nothing of where tokens come from.
 */
import type { LlamaModel, Token } from "node-llama-cpp";
import type { GuaranteeReport } from "../../constraints/receipt.js";
import type { Ending, Guarantee, TextRule } from "./text-rule.js";
import { TokenText } from "./token-text.js";

/** What it needs of a model. */
export type Vocabulary = Pick<LlamaModel, "detokenize" | "isEogToken">;

/**
 * What comes next: another token of the model's, another one than it would take (`choose`), or nothing
 * more.
 */
export type Step = "go on" | "choose" | "ended";

/**
 * So often another token is tried at one place; after that, one is chosen with which nothing begins
 * that would have to be taken back.
 */
const MAX_TRIES = 8;

export interface GuardedTextOptions {
  prompt: readonly Token[];
  guarantees?: readonly Guarantee[];
  endings?: readonly Ending[];
  dropLeadingSpace?: boolean;
  /** The text must have at least one token, also where the model would rather end at once. */
  notEmpty?: boolean;
}

export class GuardedText {
  private readonly written: TokenText;
  private readonly guarantees: readonly Guarantee[];
  /** Guarantees first, then endings. */
  private readonly rules: readonly TextRule[];
  private readonly interventions: number[];
  /** Tokens that were taken back, by place; forgotten behind a place that is written anew. */
  private readonly refused = new Map<number, Set<Token>>();
  /** Whether the model wanted to end at the place where another token is chosen. */
  private endRefused = false;
  private settled = 0;
  private shown = 0;
  /** Where the text was cut, which may be inside a token. */
  private cutAt: number | undefined;
  private cutBy: Ending | undefined;

  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly options: GuardedTextOptions,
  ) {
    const { prompt, guarantees = [], endings = [], dropLeadingSpace = false } = options;
    this.written = new TokenText(vocabulary, prompt, dropLeadingSpace);
    this.guarantees = guarantees;
    this.rules = [...guarantees, ...endings];
    this.interventions = guarantees.map(() => 0);
  }

  /** Those taken so far; the model goes on from them. */
  get tokens(): readonly Token[] {
    return this.written.tokens;
  }

  get text(): string {
    return this.written.text.slice(0, this.cutAt);
  }

  /** How many tokens `text` is made of. */
  get length(): number {
    if (this.cutAt === undefined) return this.tokens.length;
    return this.cutAt === 0 ? 0 : this.written.tokenAt(this.cutAt - 1) + 1;
  }

  /** Whether a rule ended it where the model would have gone on. */
  get isCut(): boolean {
    return this.cutAt !== undefined;
  }

  /** Why it is over, once it is: the model or a guarantee has ended it, or an ending. */
  get stop(): "end" | Ending["stop"] {
    return this.cutBy?.stop ?? "end";
  }

  get reports(): GuaranteeReport[] {
    return this.guarantees.map(({ id, kind }, i) => ({
      id,
      kind,
      interventions: this.interventions[i] ?? 0,
    }));
  }

  /** Takes the token that the model would write next, if it may. */
  take(token: Token): Step {
    const isEnd = this.vocabulary.isEogToken(token);
    const refuser = this.rules.findIndex((rule) => !allows(rule, token, isEnd, this.text));
    this.endRefused = isEnd && (refuser >= 0 || this.mustGoOn());
    if (refuser >= 0) {
      this.count(refuser);
      return "choose";
    }
    if (this.endRefused) return "choose";
    return isEnd ? this.end() : this.add(token);
  }

  /**
   * Takes the likeliest token that may stand here.
   * @param ranking tokens, the likeliest first
   * @returns undefined if none of them may
   */
  choose(ranking: Iterable<Token>): Step | undefined {
    for (const token of ranking) {
      const isEnd = this.vocabulary.isEogToken(token);
      if (isEnd ? this.mayEnd(token) : this.mayStand(token)) {
        return isEnd ? this.end() : this.add(token);
      }
    }
    return undefined;
  }

  /** Nothing follows: the model has ended, or there is no room for more. */
  end(): Step {
    return this.judge(true);
  }

  /** Ends as the text stands, without what may not stand. */
  abandon(): void {
    while (this.judge(true) === "choose") {
      // Judging has taken something back; what is left is judged again.
    }
  }

  /** The text that is settled and has not been released before. */
  release(): string {
    const released = this.text.slice(this.shown, this.settled);
    this.shown = Math.max(this.shown, this.settled);
    return released;
  }

  private mustGoOn(): boolean {
    return this.options.notEmpty === true && this.tokens.length === 0;
  }

  private mayEnd(token: Token): boolean {
    if (this.mustGoOn()) return false;
    return this.rules.every((rule) => allows(rule, token, true, this.text));
  }

  /** Whether a token may stand where another one was refused. */
  private mayStand(token: Token): boolean {
    const place = this.tokens.length;
    const refused = this.refused.get(place);
    if (refused?.has(token)) return false;
    // A control token says nothing, and may open another turn of the conversation.
    const text = this.written.preview(token);
    if (text === "" && this.vocabulary.detokenize([token], false) === "") return false;
    // Who may not end does not get away with one space after another.
    if (this.endRefused && text?.trim() === "" && /^$|\s$/u.test(this.text)) return false;
    if (!this.rules.every((rule) => allows(rule, token, false, this.text))) return false;
    return (refused?.size ?? 0) < MAX_TRIES || this.beginsNothing(text);
  }

  /** Whether nothing that a text may have to be taken back for begins with it. */
  private beginsNothing(addition: string | undefined): boolean {
    if (addition === undefined) return false;
    const text = this.text + addition;
    return this.begunBy(text) === text.length;
  }

  private add(token: Token): Step {
    this.written.push(token);
    this.follow();
    return this.judge(false);
  }

  private judge(ended: boolean): Step {
    if (ended) this.written.end();
    const { text } = this.written;
    let settled = text.length;
    let end: { at: number; by: number } | undefined;
    let takeBack: { from: number; by: number } | undefined;
    for (const [by, rule] of this.rules.entries()) {
      const finding = rule.judge?.(text, this.settled, ended);
      if (finding === undefined) continue;
      if ("settledUntil" in finding) settled = Math.min(settled, finding.settledUntil);
      else if ("takeBackFrom" in finding) takeBack ??= { from: finding.takeBackFrom, by };
      else if (
        finding.endAt < (end?.at ?? Number.POSITIVE_INFINITY) &&
        this.mayBeCut(finding.endAt, by)
      ) {
        end = { at: finding.endAt, by };
      }
    }
    if (end && end.at <= (takeBack?.from ?? text.length)) {
      this.count(end.by);
      this.cutAt = end.at;
      this.cutBy = this.options.endings?.[end.by - this.guarantees.length];
      this.settled = end.at;
      return "ended";
    }
    if (takeBack) {
      this.count(takeBack.by);
      this.takeBack(takeBack.from);
      return "choose";
    }
    this.settled = Math.max(this.settled, this.settledByItself(text, settled));
    return ended ? "ended" : "go on";
  }

  /**
   * How much is settled even when all behind it is taken back. A word that has not become an excluded phrase
   * may still become one with what is then written in its place.
   */
  private settledByItself(text: string, settled: number): number {
    let until = settled;
    while (until < text.length) {
      until = this.written.startOf(this.written.tokenAt(until));
      const begun = this.begunBy(text.slice(0, until));
      if (begun === until) break;
      until = begun;
    }
    return until;
  }

  /** Where something begins in an unfinished text that it has, or may have, to be taken back for; else its end. */
  private begunBy(text: string): number {
    const begun = this.guarantees
      .filter(({ kind }) => kind === "ban")
      .flatMap((ban) => {
        const finding = ban.judge?.(text, this.settled, false);
        if (finding === undefined) return [];
        if ("settledUntil" in finding) return finding.settledUntil;
        return "takeBackFrom" in finding ? finding.takeBackFrom : [];
      });
    return Math.min(text.length, ...begun);
  }

  /** Whether the text may end at an offset, where one of the rules wants it to. */
  private mayBeCut(at: number, by: number): boolean {
    if (at < this.shown) return false;
    return this.rules.every((rule, i) => {
      if (i === by) return true;
      // A grammar that let something follow was not complete before it.
      return rule.mayFollow === undefined && (rule.mayEnd?.(this.text.slice(0, at)) ?? true);
    });
  }

  /** Takes back the token in which something begins, and all after it; it is not chosen again here. */
  private takeBack(from: number): void {
    const place = this.written.tokenAt(from);
    const token = this.tokens[place];
    for (const later of this.refused.keys()) {
      if (later > place) this.refused.delete(later);
    }
    if (token !== undefined) {
      this.refused.set(place, (this.refused.get(place) ?? new Set()).add(token));
    }
    this.endRefused = false;
    this.written.takeBack(place);
    this.follow();
  }

  private follow(): void {
    for (const rule of this.rules) rule.follow?.(this.tokens);
  }

  /** Counts what a guarantee did; of endings nothing is reported. */
  private count(rule: number): void {
    const so = this.interventions[rule];
    if (so !== undefined) this.interventions[rule] = so + 1;
  }
}

/** Whether a rule lets a token follow a text; what it says nothing about it allows. */
function allows(rule: TextRule, token: Token, isEnd: boolean, text: string): boolean {
  if (isEnd && rule.mayEnd?.(text) === false) return false;
  return rule.mayFollow?.(token) !== false;
}
