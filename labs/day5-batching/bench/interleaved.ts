const [MOST_ROUNDS, LEAST_ROUND_SECONDS] = [5, 0.1];

/**
 * Measures several things in turn, each for a short time, again and again: a machine that is slow for
 * a while is slow for all of them. Gives what each measured, round by round: compare within a round.
 *
 * @param measures each takes a time in milliseconds, and gives a number a second.
 * @param seconds for each, all rounds together.
 */
export async function interleaved<Name extends string>(
  measures: Readonly<Record<Name, (ms: number) => Promise<number>>>,
  seconds: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measures) as Name[];
  const rounds = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  const count = Math.min(MOST_ROUNDS, Math.ceil(seconds / LEAST_ROUND_SECONDS));
  for (let round = 0; round < count; round++) {
    for (const name of names) rounds[name].push(await measures[name]((seconds * 1000) / count));
  }
  return rounds;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a part of all values is not above: half of them for 0.5. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
