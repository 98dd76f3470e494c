import type { Pair } from "./pairs.ts";
import type { Prints, Stretch } from "./work.ts";

/** A run of lines that both works have, in each of them. */
export interface Passage {
  /** The same number on both sides. Counts from 1. */
  readonly number: number;
  readonly here: readonly Stretch[];
  readonly there: readonly Stretch[];
}

/** The lines that a pair has in common, in passages, in the order of the first work. */
export function passagesOf({ shared }: Pair, here: Prints, there: Prints): Passage[] {
  const places = shared
    .flatMap((hash) => (here.get(hash) ?? []).map((stretch) => ({ stretch, hash })))
    .sort((a, b) => order(a.stretch, b.stretch));
  const runs: { stretch: Stretch; hashes: number[] }[] = [];
  for (const { stretch, hash } of places) {
    const last = runs.at(-1);
    if (last && touches(last.stretch, stretch)) {
      last.stretch = union(last.stretch, stretch);
      last.hashes.push(hash);
    } else {
      runs.push({ stretch, hashes: [hash] });
    }
  }
  return runs.map(({ stretch, hashes }, index) => ({
    number: index + 1,
    here: [stretch],
    there: merged(hashes.flatMap((hash) => there.get(hash) ?? [])),
  }));
}

/** Stretches with those that touch made one, in order. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const whole: Stretch[] = [];
  for (const stretch of stretches.toSorted(order)) {
    const last = whole.at(-1);
    if (last && touches(last, stretch)) whole[whole.length - 1] = union(last, stretch);
    else whole.push(stretch);
  }
  return whole;
}

function touches(one: Stretch, next: Stretch): boolean {
  return one.file === next.file && next.from <= one.to;
}

function union(one: Stretch, other: Stretch): Stretch {
  return { ...one, to: Math.max(one.to, other.to) };
}

function order(a: Stretch, b: Stretch): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.from - b.from || a.to - b.to;
}
