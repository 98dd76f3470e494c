/** One line of a benchmark. */
export interface Measurement {
  readonly name: string;
  /** The median of the rounds, with its unit. */
  readonly median: string;
  /** The fastest and the slowest round. */
  readonly range: string;
  readonly target: string;
}
