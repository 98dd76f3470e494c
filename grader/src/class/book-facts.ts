import type { DayFacts } from "../report/class-report.ts";
import type { LayerReport } from "../report/report.ts";
import { type Shard, shardText } from "./shard.ts";

/** What all results of a book have in common. */
export interface BookFacts {
  readonly format: 1;
  /** SHA-256 over suites, solutions and core. */
  readonly courseHash: string;
  /** The days graded, in order, with every check of them. */
  readonly days: readonly DayFacts[];
  /** Whether later days were built on the student's own earlier ones. */
  readonly ownFoundation: boolean;
  readonly layers: readonly LayerReport[];
  /** The part of the class that was graded into it; absent for all of it. */
  readonly shard?: Shard;
}

/**
 * What makes results of one book not comparable with those of another, a line each; empty when they
 * are. The two words say which is which. Layers of isolation do not decide over marks, see {@link withLayersOf}.
 */
export function differences(
  before: BookFacts,
  now: BookFacts,
  [first, second] = ["in the book", "now"],
): string[] {
  const lines: string[] = [];
  const compare = (what: string, was: string, is: string) => {
    if (was !== is) lines.push(`${what}: ${was} ${first}, ${is} ${second}`);
  };
  compare("format of the book", String(before.format), String(now.format));
  compare("version of the course", before.courseHash, now.courseHash);
  compare("days", numbers(before), numbers(now));
  compare("own foundation", yesOrNo(before.ownFoundation), yesOrNo(now.ownFoundation));
  compare("shard", shardText(before.shard), shardText(now.shard));
  if (lines.length === 0 && JSON.stringify(before.days) !== JSON.stringify(now.days)) {
    lines.push("checks of the days: not the same");
  }
  return lines;
}

/** The facts of both: a layer counts as active only where it was active throughout. */
export function withLayersOf(before: BookFacts, now: BookFacts): BookFacts {
  const missing = now.layers.filter(({ active }) => !active);
  const layers = before.layers.map(
    (layer) => missing.find(({ name }) => name === layer.name) ?? layer,
  );
  return { ...before, layers };
}

function numbers({ days }: BookFacts): string {
  return days.map(({ number }) => number).join(", ");
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
