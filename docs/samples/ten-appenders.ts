import { GroupCommitLog } from "@wal-labs/batching";
import type { WalRecord } from "@wal-labs/checksum";
import { ConcurrentLog } from "@wal-labs/concurrency";
import { SimDisk } from "@wal-labs/core/sim";
import type { BatchOutcome, SegmentPosition } from "@wal-labs/rotation";

const APPENDERS = 10;
const EACH = 100;

/** What a disk had to do for all appends together. */
export interface Cost {
  readonly syncs: number;
  /** Of virtual time. */
  readonly seconds: number;
  readonly perSecond: number;
}

/** Ten callers, who append a hundred jobs each, and await each before the next. */
async function appendAll(log: Pick<ConcurrentLog, "append">): Promise<void> {
  //#region appenders
  const appender = async (name: string): Promise<void> => {
    for (let count = 1; count <= EACH; count++) {
      await log.append({ type: "ack", jobId: `${name}-${count}` });
    }
  };
  const names = Array.from({ length: APPENDERS }, (_, index) => `appender-${index}`);
  await Promise.all(names.map(appender));
  //#endregion appenders
}

async function costOf(open: (fs: SimDisk) => Promise<Pick<ConcurrentLog, "append">>) {
  const disk = new SimDisk();
  const log = await open(disk);
  const [startMs, start] = [disk.clock.now(), disk.log.length];
  await appendAll(log);
  const done = disk.log.slice(start);
  const syncs = done.filter(({ operation: { kind } }) => kind === "datasync").length;
  const seconds = (disk.clock.now() - startMs) / 1000;
  return { syncs, seconds, perSecond: (APPENDERS * EACH) / seconds };
}

/** What it costs with the log of day 4. */
export function oneByOne(): Promise<Cost> {
  return costOf((fs) => ConcurrentLog.open("/jobs", { fs }));
}

/** What it costs when the next batch is taken the moment the disk is free. */
export function withoutGathering(): Promise<Cost> {
  return costOf(async (fs) => {
    const log = await ConcurrentLog.open("/jobs", { fs });
    const waiting: Caller[] = [];
    let isWriting = false;
    const writeAll = async (): Promise<void> => {
      for (isWriting = true; waiting.length > 0; ) {
        const callers = waiting.splice(0);
        const outcomes = await log.appendAll(callers.map(({ record }) => [record]));
        for (const [index, outcome] of outcomes.entries()) callers[index]?.tell(outcome);
      }
      isWriting = false;
    };
    const append = async (record: WalRecord): Promise<SegmentPosition> => {
      const told = new Promise<BatchOutcome>((tell) => waiting.push({ record, tell }));
      if (!isWriting) void writeAll();
      const outcome = await told;
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value[0] as SegmentPosition;
    };
    return { append };
  });
}

interface Caller {
  readonly record: WalRecord;
  readonly tell: (outcome: BatchOutcome) => void;
}

/** What it costs with the log of day 5. */
export function together(): Promise<Cost> {
  return costOf((fs) => GroupCommitLog.open("/jobs", { fs }));
}
