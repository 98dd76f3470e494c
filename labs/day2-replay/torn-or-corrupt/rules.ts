import type { SimDisk } from "@wal-labs/core/sim";
import { diagnose } from "@wal-labs/replay";
import { PATH } from "./accidents.ts";
import { type FirstBad, firstBad, hasFrameBehind } from "./first-bad.ts";

/** What a rule says about a log. */
export type Verdict = "clean" | "torn" | "corrupt";

/** A way to tell a torn log from a corrupt one. */
export interface Rule {
  readonly name: string;
  judge(disk: SimDisk): Promise<Verdict>;
}

const SECTOR_SIZE = 512;

/** Four rules that people write, and yours. */
export const RULES: readonly Rule[] = [
  simple("stop at the first bad frame", () => "torn"),
  simple("any valid frame later means corrupt", (bad) =>
    hasFrameBehind(bad) ? "corrupt" : "torn",
  ),
  simple("an all-zero sector means torn", (bad) => (hasZeroSector(bad) ? "torn" : "corrupt")),
  simple("any bad byte means corrupt", () => "corrupt"),
  { name: "synced watermark (your diagnose)", judge: judgeByWatermark },
];

/** A rule that only needs to know what is bad first. */
function simple(name: string, judgeBad: (bad: FirstBad) => Verdict): Rule {
  return {
    name,
    judge: async (disk) => {
      const bad = firstBad(disk.readFile(PATH));
      return bad ? judgeBad(bad) : "clean";
    },
  };
}

/** Whether the bad frame's part of any sector is zero, as where the sector never arrived. */
function hasZeroSector({ bytes, offset, size }: FirstBad): boolean {
  for (let start = offset; start < offset + size; ) {
    const end = Math.min(offset + size, (Math.floor(start / SECTOR_SIZE) + 1) * SECTOR_SIZE);
    if (bytes.subarray(start, end).every((byte) => byte === 0)) return true;
    start = end;
  }
  return false;
}

async function judgeByWatermark(disk: SimDisk): Promise<Verdict> {
  const handle = await disk.open(PATH, "r");
  const { kind, cause } = await diagnose(handle);
  await handle.close();
  if (kind === "clean" || kind === "torn" || kind === "corrupt") return kind;
  throw new Error(`diagnose says ${kind} about a log that can be read.`, { cause });
}
