/**
 * Winnowing: a few of a text's hashes, chosen so that two texts which share a long enough stretch share
 * one of them, wherever it lies in either.
 *
 * @see S. Schleimer, D. Wilkerson, A. Aiken: Winnowing, SIGMOD 2003, the algorithm of MOSS.
 * @module
 */

/** Tokens that one hash covers: what is shorter is no evidence. */
export const GRAM = 24;
/** Of so many hashes in a row, one is kept: a stretch of `GRAM + WINDOW - 1` tokens is always noticed. */
export const WINDOW = 16;

/** The hash of the `GRAM` tokens from an index on. */
export interface Fingerprint {
  readonly hash: number;
  /** Of its first token; counts from 0. */
  readonly index: number;
}

/** The hash of each stretch of `GRAM` tokens, by the index of its first one. */
export function gramHashes(kinds: readonly number[]): number[] {
  const count = Math.max(0, kinds.length - GRAM + 1);
  return Array.from({ length: count }, (_, start) => {
    let hash = 0x811c9dc5;
    for (let index = start; index < start + GRAM; index++) {
      hash = Math.imul(hash ^ (kinds[index] ?? 0), 0x01000193);
    }
    return mixed(hash);
  });
}

/** Of each `WINDOW` hashes in a row the smallest; of several that are equal, the last. */
export function winnow(hashes: readonly number[]): Fingerprint[] {
  const chosen: Fingerprint[] = [];
  const last = Math.max(0, hashes.length - WINDOW);
  for (let start = 0; hashes.length > 0 && start <= last; start++) {
    let index = start;
    for (let other = start; other < Math.min(start + WINDOW, hashes.length); other++) {
      if ((hashes[other] ?? 0) <= (hashes[index] ?? 0)) index = other;
    }
    if (chosen.at(-1)?.index !== index) chosen.push({ hash: hashes[index] ?? 0, index });
  }
  return chosen;
}

/** Spreads a hash over all its bits: the smallest would otherwise come from a few kinds of token. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
