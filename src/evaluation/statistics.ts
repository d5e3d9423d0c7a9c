/**
 * The statistics of an evaluation: shares, their intervals, and a paired test between settings. Own code:
 * simple-statistics has neither the score interval nor the paired test.
 */

/** The two-sided 97.5 % point of the standard normal distribution. */
const Z = 1.959963984540054;

/** Share of texts that hold, 0 to 1; 0 without texts. */
export function accuracy({ held, n }: { held: number; n: number }): number {
  return n === 0 ? 0 : held / n;
}

/** The mean; 0 for no values. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Interval {
  low: number;
  high: number;
}

/**
 * 95 % confidence interval of a share, `held` of `n`, both ends 0 to 1: the score interval (Wilson
 * 1927, "Probable inference, the law of succession, and statistical inference", JASA 22), which
 * stays sensible at 0, at n and for small n. Without texts nothing is known: 0 to 1.
 */
export function wilson(held: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const share = held / n;
  const centre = share + (Z * Z) / (2 * n);
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  return {
    // Rounding must not push an end past the share itself.
    low: held === 0 ? 0 : (centre - spread) / scale,
    high: held === n ? 1 : (centre + spread) / scale,
  };
}

export interface PairedComparison {
  /** Number of queries on which only the first setting holds, and on which only the second does. */
  onlyA: number;
  onlyB: number;
  /** Two-sided p-value of "both settings are equally good", 0 to 1. */
  p: number;
}

/**
 * McNemar's test (1947, Psychometrika 12) of two settings on the same queries, in its exact form:
 * among the queries on which the settings differ, each is as likely to be better, so the smaller
 * count is binomial with probability 1/2, and p is twice its tail, at most 1.
 *
 * @throws RangeError when the two were not measured on the same number of queries.
 */
export function mcNemar(a: readonly boolean[], b: readonly boolean[]): PairedComparison {
  if (a.length !== b.length) {
    throw new RangeError(
      `A paired test wants the same queries, not ${a.length} of one setting and ${b.length} of the other.`,
    );
  }
  const onlyA = a.filter((held, i) => held && !b[i]).length;
  const onlyB = b.filter((held, i) => held && !a[i]).length;
  return { onlyA, onlyB, p: Math.min(1, 2 * lowerTail(Math.min(onlyA, onlyB), onlyA + onlyB)) };
}

/** Probability of at most `k` of `n` at probability 1/2. */
function lowerTail(k: number, n: number): number {
  // In logarithms: 2^-n alone underflows for n above 1074.
  let logTerm = -n * Math.LN2;
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log((n - i + 1) / i);
    sum += Math.exp(logTerm);
  }
  return sum;
}
