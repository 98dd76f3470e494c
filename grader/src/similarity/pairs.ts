import type { Prints, Work } from "./work.ts";

/** Two works that have something in common. */
export interface Pair {
  readonly one: Work;
  readonly other: Work;
  /** Fingerprints found in both. */
  readonly shared: readonly number[];
  /** Of the fingerprints of the one that has fewer, 0 to 1. */
  readonly share: number;
}

/** What is worth a look. */
export interface PairOptions {
  /** Pairs that share less are left out, 0 to 1. */
  readonly least: number;
}

/** Fewer in common is what any two programs for the same exercise have. */
const LEAST_SHARED = 8;
/** What more than so many, and more than this part of all, have in common was said by somebody to all. */
const COMMON_COUNT = 5;
const COMMON_PART = 0.2;

/**
 * The pairs of works that share most, the most alike first. Works from archives are compared with those
 * of the class, and not with one another.
 */
export function pairsOf(
  works: readonly { readonly work: Work; readonly prints: Prints }[],
  { least }: PairOptions,
): Pair[] {
  const own = ownPrints(works.map(({ prints }) => prints));
  const shared = new Map<string, number[]>();
  for (const [hash, owners] of own.ownersOf) {
    for (const [place, one] of owners.entries()) {
      for (const other of owners.slice(place + 1)) {
        const key = `${one} ${other}`;
        shared.set(key, [...(shared.get(key) ?? []), hash]);
      }
    }
  }
  return [...shared]
    .map(([key, hashes]) => pairFrom(key, hashes, works, own.counts))
    .filter(({ one, other }) => !(one.archive && other.archive))
    .filter((pair) => pair.shared.length >= LEAST_SHARED && pair.share >= least)
    .sort((a, b) => b.share - a.share || b.shared.length - a.shared.length || compare(a, b));
}

/** Who has each fingerprint, without those that too many have; and how many each has left. */
function ownPrints(all: readonly Prints[]) {
  const ownersOf = new Map<number, number[]>();
  for (const [index, prints] of all.entries()) {
    for (const hash of prints.keys()) {
      const owners = ownersOf.get(hash);
      if (owners) owners.push(index);
      else ownersOf.set(hash, [index]);
    }
  }
  const limit = Math.max(COMMON_COUNT, all.length * COMMON_PART);
  const counts = all.map(() => 0);
  for (const [hash, owners] of ownersOf) {
    if (owners.length > limit) ownersOf.delete(hash);
    else for (const index of owners) counts[index] = (counts[index] ?? 0) + 1;
  }
  return { ownersOf, counts };
}

function pairFrom(
  key: string,
  shared: readonly number[],
  works: readonly { readonly work: Work }[],
  counts: readonly number[],
): Pair {
  const [one = 0, other = 0] = key.split(" ").map(Number);
  const fewer = Math.min(counts[one] ?? 0, counts[other] ?? 0);
  return {
    one: works[one]?.work as Work,
    other: works[other]?.work as Work,
    shared,
    share: shared.length / fewer,
  };
}

function compare(a: Pair, b: Pair): number {
  const name = ({ one, other }: Pair) => `${one.student}\0${other.student}`;
  return name(a) < name(b) ? -1 : 1;
}
