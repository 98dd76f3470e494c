const DIGITS = 16;
const NAME = /^(\d{16})\.wal$/;

/**
 * The name of a segment's file: its number in 16 digits, so that names sort as numbers do.
 *
 * @example `segmentName(7)` is `"0000000000000007.wal"`.
 */
export function segmentName(number: number): string {
  return `${String(number).padStart(DIGITS, "0")}.wal`;
}

/**
 * The number in a segment's name; `undefined` when the name is no segment's, or the number is not
 * one that a segment can have.
 *
 */
export function segmentNumber(name: string): number | undefined {
  const number = Number(NAME.exec(name)?.[1]);
  return Number.isSafeInteger(number) && number >= 1 ? number : undefined;
}

/**
 * The names of segments among `names`, oldest first.
 *
 */
export function segmentNames(names: readonly string[]): string[] {
  return names.filter((name) => segmentNumber(name) !== undefined).sort();
}
