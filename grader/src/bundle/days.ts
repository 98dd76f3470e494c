/** A day of the course as a package. */
export interface Day {
  /** Counts from 1. */
  readonly number: number;
  /** The name under which later days import it. */
  readonly packageName: string;
  /** Its folder in `labs/` and in `solutions/`. */
  readonly folder: string;
}

/** The days in their order; each may build on those before it. */
export const DAYS: readonly Day[] = [
  { number: 1, packageName: "@wal-labs/checksum", folder: "day1-checksum" },
  { number: 2, packageName: "@wal-labs/replay", folder: "day2-replay" },
  { number: 3, packageName: "@wal-labs/rotation", folder: "day3-rotation" },
  { number: 4, packageName: "@wal-labs/concurrency", folder: "day4-concurrency" },
  { number: 5, packageName: "@wal-labs/batching", folder: "day5-batching" },
];
