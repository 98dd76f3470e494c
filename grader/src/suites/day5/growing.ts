import { type Random, SimDisk } from "@wal-labs/core/sim";
import { pathOf, range } from "../day3/check.ts";
import { record } from "../day3/segments.ts";
import { alone, forgedFile, overwrite } from "./forged-records.ts";

/** A log that grows while it is read. */
export interface GrowingLog {
  readonly disk: SimDisk;
  /** Whether it has grown: else there were fewer reads. */
  readonly hasGrown: () => boolean;
}

/**
 * A segment of three records and a part of the fourth. Just before its n-th read from now on, a writer
 * completes the fourth, syncs, and writes a fifth one that vouches for it.
 */
export function growingLog(random: Random, read: number): GrowingLog {
  const whole = forgedFile(alone(range(1, 5).map(() => record(random))));
  const disk = new SimDisk();
  disk.writeFile(pathOf(1), whole.bytes.subarray(0, (whole.frames[3]?.offset ?? 0) + 60));
  let reads = 0;
  disk.scheduler = async ({ kind }) => {
    if (kind !== "read") return;
    reads += 1;
    if (reads === read) await overwrite(disk, whole);
  };
  return { disk, hasGrown: () => reads >= read };
}
