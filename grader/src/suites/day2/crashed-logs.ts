import { LogFile } from "@wal-labs/checksum";
import { type CrashPlan, type DiskSnapshot, type Random, SimDisk } from "@wal-labs/core/sim";
import { put } from "../sample-records.ts";
import { PATH, range } from "./check.ts";

/** A log as a crash left it, and what had been promised by then. */
export interface CrashedLog {
  readonly bytes: Uint8Array;
  /** The last sequence that was known durable. */
  readonly acknowledged: number;
}

interface Moment {
  readonly snapshot: DiskSnapshot;
  readonly acknowledged: number;
}

/**
 * Crashes of a random workload of the reference's log, at random moments once it was created. Most of
 * them have something to lose.
 */
export async function crashedLogs(random: Random, count: number): Promise<CrashedLog[]> {
  const moments = await momentsOf(random);
  return range(1, count).map(() => {
    const { snapshot, acknowledged } = moments[random.below(moments.length)] as Moment;
    const bytes = snapshot.crash(planFor(snapshot, random)).readFile(PATH);
    return { bytes, acknowledged };
  });
}

async function momentsOf(random: Random): Promise<Moment[]> {
  const disk = new SimDisk();
  const sync = random.below(4) === 0 ? "always" : "manual";
  const log = await LogFile.open(PATH, { fs: disk, sync });
  const moments: Moment[] = [];
  let acknowledged = 0;
  const remember = () => moments.push({ snapshot: disk.snapshot(), acknowledged });
  disk.beforeOperation(remember);
  for (let left = 3 + random.below(6); left > 0; left--) {
    await log.append(put(random, 1 + random.below(400)));
    if (sync === "manual" && random.below(5) > 0) continue;
    await log.sync();
    acknowledged = log.lastSequence;
  }
  if (random.below(4) === 0) await log.close();
  remember();
  const losing = moments.filter(({ snapshot }) => snapshot.units.length > 0);
  return losing.length > 0 ? losing : moments;
}

/** Half of all units survive, so that holes with whole frames behind them are common. */
function planFor({ units }: DiskSnapshot, random: Random): CrashPlan {
  const fates = units.map(({ kind }) => {
    if (kind !== "sector") return random.below(8) > 0 ? "new" : "old";
    return (["new", "new", "old", "garbage"] as const)[random.below(4)] ?? "new";
  });
  return { kind: "power", fates, seed: random.below(1000) };
}
