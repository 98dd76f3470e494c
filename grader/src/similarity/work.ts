import { tokensOf } from "./tokens.ts";
import { GRAM, gramHashes, winnow } from "./winnow.ts";

/** One day of one submission, as it is compared. */
export interface Work {
  readonly student: string;
  /** Where it comes from, when it is not of this class: the name of the archive. */
  readonly archive?: string | undefined;
  /** By path, such as `src/log-file.ts`, in order. */
  readonly files: ReadonlyMap<string, string>;
}

/** A stretch of a file that a fingerprint covers. */
export interface Stretch {
  readonly file: string;
  /** Half-open, in lines from 1. */
  readonly from: number;
  readonly to: number;
}

/** What a work is known by: each fingerprint, and where it is found. */
export type Prints = ReadonlyMap<number, readonly Stretch[]>;

/** The fingerprints of a work, without those that are `known` to all. */
export function printsOf({ files }: Work, known: ReadonlySet<number>): Prints {
  const prints = new Map<number, Stretch[]>();
  for (const [file, text] of files) {
    const tokens = tokensOf(text);
    for (const { hash, index } of winnow(gramHashes(tokens.map(({ kind }) => kind)))) {
      if (known.has(hash)) continue;
      const from = tokens[index]?.line ?? 1;
      const to = (tokens[index + GRAM - 1]?.line ?? from) + 1;
      prints.set(hash, [...(prints.get(hash) ?? []), { file, from, to }]);
    }
  }
  return prints;
}

/** Everything that some texts could be known by: what is in them is nobody's own. */
export function knownIn(texts: Iterable<string>): Set<number> {
  const known = new Set<number>();
  for (const text of texts) {
    for (const hash of gramHashes(tokensOf(text).map(({ kind }) => kind))) known.add(hash);
  }
  return known;
}
