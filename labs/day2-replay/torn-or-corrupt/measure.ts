import type { SimDisk } from "@wal-labs/core/sim";
import { crashed, flipped } from "./accidents.ts";
import { RULES, type Verdict } from "./rules.ts";

/** One sort of accident, and how a rule can be wrong about it. */
export interface Column {
  readonly mistake: "healthy crash refused" | "flipped record missed";
  readonly world: string;
  accident(seed: number): Promise<SimDisk>;
  isWrong(verdict: Verdict): boolean;
}

const refused = {
  mistake: "healthy crash refused",
  isWrong: (verdict: Verdict) => verdict === "corrupt",
} as const;
const missed = {
  mistake: "flipped record missed",
  isWrong: (verdict: Verdict) => verdict !== "corrupt",
} as const;

/** The accidents that each rule is tried on. */
export const COLUMNS: readonly Column[] = [
  { ...refused, world: "lost sectors old", accident: (seed) => crashed(seed, "old") },
  { ...refused, world: "or garbage", accident: (seed) => crashed(seed, "old or garbage") },
  { ...missed, world: "random payloads", accident: (seed) => flipped(seed, "random") },
  { ...missed, world: "zero payloads", accident: (seed) => flipped(seed, "zeros") },
];

/** How often a rule was wrong about one sort of accident. */
export interface Count {
  readonly wrong: number;
  /** The seed of the first accident that it was wrong about. */
  readonly firstSeed?: number | undefined;
}

/**
 * Tries every rule on `runs` accidents of each sort, of the seeds from `seed` on. A row for each
 * rule, in it a count for each column.
 */
export async function measure(runs: number, seed: number): Promise<Count[][]> {
  const wrong: number[][][] = RULES.map(() => COLUMNS.map(() => []));
  for (let run = seed; run < seed + runs; run++) {
    for (const [column, { accident, isWrong }] of COLUMNS.entries()) {
      const disk = await accident(run);
      for (const [row, rule] of RULES.entries()) {
        if (isWrong(await rule.judge(disk))) wrong[row]?.[column]?.push(run);
      }
    }
  }
  return wrong.map((row) => row.map((seeds) => ({ wrong: seeds.length, firstSeed: seeds.at(0) })));
}
