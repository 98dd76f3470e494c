/** One line of a benchmark. */
export interface Measurement {
  readonly name: string;
  /** The median of the rounds, with its unit. */
  readonly median: string;
  /** The fastest and the slowest round. */
  readonly range: string;
  readonly target: string;
}

/** A line from the rounds of a measurement, with so many digits behind the point. */
export function measurement(
  name: string,
  rounds: readonly number[],
  digits: number,
  target: string,
): Measurement {
  const sorted = rounds.toSorted((one, other) => one - other);
  const text = (value = 0) =>
    value.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });
  const median = text(sorted[Math.floor(sorted.length / 2)]);
  return { name, median, range: `${text(sorted[0])} – ${text(sorted.at(-1))}`, target };
}
