/** How far a calibration is, what it will cost and how long it will still take. */
import type { Progress } from "../api/protocol.js";

export interface ConstraintCost {
  /** Texts to be written: if all goes well at once, and if everything has to be tried. */
  texts: { least: number; most: number };
  tokensPerText: number;
  secondsPerToken: number;
}

export class CalibrationProgress {
  private readonly started = performance.now();
  private current = 0;
  private message = "";
  private written = 0;

  /**
   * Reports the estimate at once.
   * @param costs of the constraints that are still to be calibrated, in their order
   * @param finished constraints that need nothing any more
   */
  constructor(
    private readonly costs: readonly ConstraintCost[],
    private readonly finished: number,
    private readonly report: (progress: Progress) => void,
  ) {
    const [least, most] = [this.tokens("least"), this.tokens("most")];
    const seconds = costs[0]?.secondsPerToken ?? 0;
    this.report({
      message: "The cost of the calibration is known",
      fraction: this.fraction(0),
      estimate: {
        constraints: costs.length,
        tokens: [Math.round(least), Math.round(most)],
        seconds: [least * seconds, most * seconds],
      },
    });
  }

  /** The constraint at this place is begun. */
  begin(place: number, message: string): void {
    this.current = place;
    this.message = message;
    this.wrote(0);
  }

  /** So many texts of the current constraint are written. */
  wrote(texts: number): void {
    this.written = texts;
    const secondsLeft = this.secondsLeft();
    this.report({
      message: this.message,
      fraction: this.fraction(this.current + this.shareOfCurrent()),
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
    });
  }

  private fraction(done: number): number {
    const all = this.finished + this.costs.length;
    return all === 0 ? 1 : Math.min(1, (this.finished + done) / all);
  }

  private shareOfCurrent(): number {
    const { most } = this.costs[this.current]?.texts ?? { most: 1 };
    return Math.min(1, this.written / Math.max(1, most));
  }

  /** As the finished constraints went; before the first is finished, halfway between the extremes. */
  private secondsLeft(): number | undefined {
    const left = this.costs.length - this.current - this.shareOfCurrent();
    if (this.current > 0) {
      return (((performance.now() - this.started) / 1000) * left) / (this.costs.length - left);
    }
    const seconds = this.costs[0]?.secondsPerToken;
    if (seconds === undefined) return undefined;
    const whole = (this.tokens("least") + this.tokens("most")) / 2;
    return (whole * seconds * left) / this.costs.length;
  }

  private tokens(extreme: "least" | "most"): number {
    return this.costs.reduce((sum, cost) => sum + cost.texts[extreme] * cost.tokensPerText, 0);
  }
}
