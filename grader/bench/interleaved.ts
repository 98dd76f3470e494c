/** What each measurement gave, round by round. */
export type Rounds<Names extends string> = Readonly<Record<Names, readonly number[]>>;

/**
 * Takes each measurement once a round, in turn, so that a machine that slows down for a while slows
 * all of them: compare within a round. With `warmUps`, the first rounds are not counted. No round but
 * the first begins after `limitMs`.
 */
export async function interleaved<Names extends string>(
  measurements: Readonly<Record<Names, () => Promise<number>>>,
  { rounds = 5, warmUps = 0, limitMs = Number.POSITIVE_INFINITY } = {},
): Promise<Rounds<Names>> {
  const names = Object.keys(measurements) as Names[];
  const taken = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Names,
    number[]
  >;
  const endAt = performance.now() + limitMs;
  for (let round = -warmUps; round < rounds; round++) {
    if (round > 0 && performance.now() > endAt) break;
    for (const name of names) {
      const value = await measurements[name]();
      if (round >= 0) taken[name].push(value);
    }
  }
  return taken;
}
