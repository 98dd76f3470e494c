/** The middle of some numbers, and how far they spread. */
export interface Spread {
  readonly mean: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
}

/** Of at least one number. Quartiles lie between two of them where none lies there: QUARTILE.INC. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return {
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    lowerQuartile: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    upperQuartile: quantile(sorted, 0.75),
  };
}

/** Tenths of what there was to earn, in percent; all of it is a bin by itself. */
export const BIN_NAMES: readonly string[] = [
  ...Array.from({ length: 10 }, (_, index) => `${index * 10}–${index * 10 + 9}`),
  "100",
];

/** How many of some shares, 0 to 1, fall into each bin of {@link BIN_NAMES}. */
export function binsOf(shares: readonly number[]): readonly number[] {
  const bins = BIN_NAMES.map(() => 0);
  const full = bins.length - 1;
  for (const share of shares) {
    // Rounding is for floating point alone: 0.3 of 1 begins the bin of 30, and 0.999 is not all.
    const bin = Math.min(full, Math.max(0, Math.floor(Number((share * 10).toFixed(9)))));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}
