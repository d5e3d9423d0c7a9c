/** A server's text while it arrives: how much of it may be shown, and whether it is over. */
import type { Ending } from "../decoding/text-rule.js";

export class JudgedText {
  private arrived = "";
  private shown = 0;
  private ended: { at: number; stop: Ending["stop"] } | undefined;

  /** @param limit tokens that the text may have */
  constructor(
    private readonly endings: readonly Ending[],
    private readonly limit: number,
  ) {}

  get text(): string {
    return this.arrived.slice(0, this.ended?.at);
  }

  /** Why it is over, where that was decided here. */
  get stop(): Ending["stop"] | undefined {
    return this.ended?.stop;
  }

  /**
   * @param tokens of the text until now
   * @returns what can be shown with this piece
   */
  push(piece: string, tokens: number): string {
    this.arrived += piece;
    return this.judge(tokens, false);
  }

  /**
   * Nothing follows.
   *
   * @param isCutOff the server had no more room
   * @returns what has not been shown yet
   */
  end(isCutOff: boolean): string {
    return this.judge(isCutOff ? this.limit : 0, true);
  }

  private judge(tokens: number, ended: boolean): string {
    let settled = this.arrived.length;
    for (const ending of this.ended ? [] : this.endings) {
      ending.follow?.({ length: tokens });
      const finding = ending.judge?.(this.arrived, this.shown, ended);
      if (finding === undefined) continue;
      if ("settledUntil" in finding) settled = Math.min(settled, finding.settledUntil);
      else if ("endAt" in finding && finding.endAt >= this.shown) {
        this.ended = { at: finding.endAt, stop: ending.stop };
        settled = finding.endAt;
        break;
      }
    }
    const released = this.text.slice(this.shown, settled);
    this.shown = Math.max(this.shown, settled);
    return released;
  }
}
