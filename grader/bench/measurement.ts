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
  const text = (value = 0) =>
    value.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });
  const range = `${text(Math.min(...rounds))} – ${text(Math.max(...rounds))}`;
  return { name, median: text(medianOf(rounds)), range, target };
}

/** The middle one; of an even number, the upper of the two. */
export function medianOf(rounds: readonly number[]): number {
  return rounds.toSorted((one, other) => one - other)[Math.floor(rounds.length / 2)] ?? 0;
}

/** A target, and whether it was met. */
export function verdict(isMet: boolean, target: string): string {
  return `${target}: ${isMet ? "met" : "NOT MET"}`;
}
