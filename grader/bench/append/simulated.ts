import { SimDisk } from "@wal-labs/core/sim";
import { GroupCommitLog } from "@wal-labs/solution-batching";
import { ConcurrentLog } from "@wal-labs/solution-concurrency";
import { type Measurement, measurement, verdict } from "../measurement.ts";
import type { OpenContestant } from "./contestant.ts";
import { RecordRing } from "./ring.ts";

const APPENDERS = 10;
const APPENDS_EACH = 100;
const LEAST_EVENTS_PER_SECOND = 200;
const LEAST_TIMES = 5;

/**
 * Events a second of virtual time on the chapters' disk, whose sync takes 5 ms. These are counts: the
 * same on every machine.
 */
export async function onSimulatedDisk(): Promise<readonly Measurement[]> {
  const batched = await eventsPerSecond((fs) => GroupCommitLog.open("/log", { fs }));
  const single = await eventsPerSecond((fs) => ConcurrentLog.open("/log", { fs }));
  const times = batched / single;
  const least = LEAST_EVENTS_PER_SECOND;
  return [
    measurement(
      `simulated disk, ${APPENDERS} appenders: group commit, events/s`,
      [batched],
      1,
      verdict(batched >= least, `at least ${least}`),
    ),
    measurement(`  without batches, events/s`, [single], 1, ""),
    measurement(
      `  times as many`,
      [times],
      2,
      verdict(times >= LEAST_TIMES, `at least ${LEAST_TIMES}`),
    ),
  ];
}

async function eventsPerSecond(open: (disk: SimDisk) => Promise<OpenContestant>): Promise<number> {
  const disk = new SimDisk();
  const log = await open(disk);
  const records = new RecordRing(128);
  const startMs = disk.clock.now();
  const appendAll = async (): Promise<void> => {
    for (let count = 0; count < APPENDS_EACH; count++) await log.append(records.next());
  };
  await Promise.all(Array.from({ length: APPENDERS }, appendAll));
  const seconds = (disk.clock.now() - startMs) / 1000;
  await log.close();
  return (APPENDERS * APPENDS_EACH) / seconds;
}
