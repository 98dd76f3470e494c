import { NotImplementedError } from "@wal-labs/core";

/**
 * The name of a segment's file: its number in 16 digits, so that names sort as numbers do.
 *
 * @example `segmentName(7)` is `"0000000000000007.wal"`.
 * @exercise 3.2
 */
export function segmentName(number: number): string {
  throw new NotImplementedError("3.2");
}

/**
 * The number in a segment's name; `undefined` when the name is no segment's, or the number is not
 * one that a segment can have.
 *
 * @exercise 3.2
 */
export function segmentNumber(name: string): number | undefined {
  throw new NotImplementedError("3.2");
}

/**
 * The names of segments among `names`, oldest first.
 *
 * @exercise 3.2
 */
export function segmentNames(names: readonly string[]): string[] {
  throw new NotImplementedError("3.2");
}
