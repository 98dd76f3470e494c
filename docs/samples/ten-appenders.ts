import { GroupCommitLog } from "@wal-labs/batching";
import { ConcurrentLog } from "@wal-labs/concurrency";
import { SimDisk } from "@wal-labs/core/sim";

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

/** What it costs with the log of day 5. */
export function together(): Promise<Cost> {
  return costOf((fs) => GroupCommitLog.open("/jobs", { fs }));
}
