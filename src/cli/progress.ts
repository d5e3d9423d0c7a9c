/**
 * How far a long command is, on standard error: a line that is written over, or lines now and then. Own code:
 * cli-progress and ora are for terminals; elsewhere they write at fixed times, or each change.
 */
import type { Progress } from "../engine/api/protocol.js";

/** Less time says nothing of how long the rest takes; and, without a terminal, is not worth a line. */
const SOON_MS = 1_000;
/** Without a terminal: the same work has a line again after so long. */
const AGAIN_MS = 10_000;

export interface ProgressDisplay {
  show(progress: Progress): void;
  /** Takes what is shown away where it can be, and shows nothing late: something else is written then. */
  clear(): void;
}

/** @param write puts text on standard error */
export function progressDisplay(
  isTerminal: boolean,
  write: (text: string) => void,
): ProgressDisplay {
  return isTerminal ? new RewrittenLine(write) : new LinesNowAndThen(write);
}

/** One line of a terminal that is written over and cleared. */
class RewrittenLine implements ProgressDisplay {
  private readonly timeLeft = new TimeLeft();
  private shown = false;

  constructor(private readonly write: (text: string) => void) {}

  show(progress: Progress): void {
    this.write(`\r\x1b[K${lineOf(progress, this.timeLeft.of(progress))}`);
    this.shown = true;
  }

  clear(): void {
    if (this.shown) this.write("\r\x1b[K");
    this.shown = false;
  }
}

/** For files, pipes and logs: whole lines without control characters, and few of them. */
class LinesNowAndThen implements ProgressDisplay {
  private readonly timeLeft = new TimeLeft();
  private writtenAt = performance.now();
  private message = "";
  private line = "";
  private next: NodeJS.Timeout | undefined;

  constructor(private readonly write: (text: string) => void) {}

  show(progress: Progress): void {
    const line = lineOf(progress, this.timeLeft.of(progress));
    clearTimeout(this.next);
    if (line === this.line) return;
    const pause = progress.message === this.message ? AGAIN_MS : SOON_MS;
    const wait = this.writtenAt + pause - performance.now();
    // Late, too: of what takes long, nothing more may be heard for a while.
    if (wait <= 0) this.say(progress.message, line);
    else this.next = setTimeout(() => this.say(progress.message, line), wait);
  }

  clear(): void {
    clearTimeout(this.next);
  }

  private say(message: string, line: string): void {
    this.write(`${line}\n`);
    this.writtenAt = performance.now();
    this.message = message;
    this.line = line;
  }
}

/** Of work that does not say itself how long it will take: as it went since it was begun. */
class TimeLeft {
  private begun = { message: "", at: 0, fraction: 0 };

  /** @returns seconds, undefined where they cannot be told yet */
  of({ message, fraction = 0, secondsLeft }: Progress): number | undefined {
    const now = performance.now();
    // What is done anew, under the same name, begins again.
    if (message !== this.begun.message || fraction < this.begun.fraction) {
      this.begun = { message, at: now, fraction };
    }
    if (secondsLeft !== undefined) return secondsLeft;
    const done = fraction - this.begun.fraction;
    const milliseconds = now - this.begun.at;
    return done > 0 && milliseconds >= SOON_MS
      ? (milliseconds / 1000 / done) * (1 - fraction)
      : undefined;
  }
}

/** "Writing 96 texts with small 40 %, 3 minutes left", "Downloading a.gguf: 1.2 of 2.5 GB, 12 MB/s 48 %". */
function lineOf({ message, fraction, transfer }: Progress, secondsLeft?: number): string {
  const size = transfer === undefined ? "" : `: ${sizesOf(transfer)}`;
  const percent = fraction === undefined ? "" : ` ${Math.round(fraction * 100)} %`;
  const left = secondsLeft ? `, ${duration(secondsLeft)} left` : "";
  return `${message}${size}${percent}${left}`;
}

function sizesOf({ bytes, total, rate }: NonNullable<Progress["transfer"]>): string {
  const size = total === undefined ? sizeOf(bytes) : `${sizeOf(bytes)} of ${sizeOf(total)}`;
  return rate === undefined ? size : `${size}, ${sizeOf(rate)}/s`;
}

export function sizeOf(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** As a person says it: "40 seconds", "3 minutes", "2 hours". */
export function duration(seconds: number): string {
  const [amount, unit] =
    seconds < 90
      ? [seconds, "second"]
      : seconds < 90 * 60
        ? [seconds / 60, "minute"]
        : [seconds / 3600, "hour"];
  const whole = Math.max(1, Math.round(amount));
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
}
