const DIGITS = 16;
const FORM = /^([0-9]{16})\.wal$/;

/** The name of a segment's file: its number in 16 digits, so that names sort as numbers do. */
export function segmentName(number: number): string {
  return `${String(number).padStart(DIGITS, "0")}.wal`;
}

/** The number in a segment's name; `undefined` when it is no segment's. */
export function segmentNumber(name: string): number | undefined {
  const digits = FORM.exec(name)?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  return number >= 1 && Number.isSafeInteger(number) ? number : undefined;
}

/** The names of segments among `names`, oldest first. */
export function segmentNames(names: readonly string[]): string[] {
  return names.filter((name) => segmentNumber(name) !== undefined).sort();
}
