/** The name of a segment's file: its number in 16 digits, so that names sort as numbers do. */
export function segmentName(number: number): string {
  return `${number.toString().padStart(16, "0")}.wal`;
}

/** The number in a segment's name; `undefined` when it is no segment's. */
export function segmentNumber(name: string): number | undefined {
  const number = Number.parseInt(name, 10);
  const isOne = Number.isSafeInteger(number) && number > 0 && segmentName(number) === name;
  return isOne ? number : undefined;
}

/** The names of segments among `names`, oldest first. */
export function segmentNames(names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, number: segmentNumber(name) ?? 0 }))
    .filter(({ number }) => number > 0)
    .sort((one, other) => one.number - other.number)
    .map(({ name }) => name);
}
