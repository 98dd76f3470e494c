import { LogFile, type Position } from "@wal-labs/checksum";
import { type Fate, type PendingUnit, Random, SimDisk } from "@wal-labs/core/sim";

/** Where the log lies on each disk. */
export const PATH = "/log";

/** What a log holds besides random bytes. */
export type Payloads = "random" | "zeros" | "both";

/** What a lost sector may hold. */
export type LostSectors = "old" | "old or garbage";

/** A log that was being written, by random appends with a sync now and then. */
interface Written {
  readonly disk: SimDisk;
  /** Where the records lie that each sync made durable. */
  readonly groups: readonly (readonly Position[])[];
}

/**
 * The disk after the power failed while somebody was appending, at a random moment: each part that
 * was not synced survived or not. Nothing that was promised is missing.
 */
export async function crashed(seed: number, lost: LostSectors): Promise<SimDisk> {
  const random = new Random(seed);
  const { disk } = await write(random, "both");
  return lose(disk, random, lost);
}

/**
 * Such a disk, with one bit flipped in a record that had been durable. Behind it there is at least
 * one more record that was durable, written by then: it is not in the last synced group.
 */
export async function flipped(seed: number, payloads: Payloads): Promise<SimDisk> {
  const random = new Random(seed);
  let written = await write(random, payloads);
  while (written.groups.length < 2) written = await write(random, payloads);
  const disk = lose(written.disk, random, "old");
  const candidates = written.groups.slice(0, -1).flat();
  const { offset, size } = pick(candidates, random);
  disk.flipBit(PATH, offset * 8 + random.below(size * 8));
  return disk;
}

async function write(random: Random, payloads: Payloads): Promise<Written> {
  const disk = new SimDisk();
  const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
  const groups: Position[][] = [];
  let group: Position[] = [];
  for (let left = 1 + random.below(32); left > 0; left--) {
    const [key, value] = [random.bytes(random.below(16)), payload(random, payloads)];
    group.push(await log.write(key, value));
    if (random.below(6) > 0) continue;
    await log.sync();
    groups.push(group);
    group = [];
  }
  return { disk, groups };
}

/** Most are small; some are larger than a sector. */
function payload(random: Random, payloads: Payloads): Uint8Array {
  const size = random.below(random.below(3) === 0 ? 2048 : 128);
  const isZero = payloads === "zeros" || (payloads === "both" && random.below(4) === 0);
  return isZero ? new Uint8Array(size) : random.bytes(size);
}

function lose(disk: SimDisk, random: Random, lost: LostSectors): SimDisk {
  const fate = ({ kind }: PendingUnit): Fate => {
    if (random.below(2) === 0) return "new";
    return kind === "sector" && lost === "old or garbage" && random.below(2) === 0
      ? "garbage"
      : "old";
  };
  const fates = disk.pendingUnits().map(fate);
  return disk.crash({ kind: "power", fates, seed: random.uint32() });
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error("There is nothing to pick from.");
  return item;
}
