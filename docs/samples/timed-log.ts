import { ConcurrentLog } from "@wal-labs/concurrency";
import {
  type CrashViolation,
  exploreCrashes,
  type Journal,
  type SimDisk,
} from "@wal-labs/core/sim";

const DIRECTORY = "/jobs";

/** Ten callers, one sync, and a mistake. */
//#region timed
export class TimedLog {
  readonly #log: ConcurrentLog;
  #waiting: (() => void)[] = [];

  /** @param log opened with `sync: "manual"`. */
  constructor(log: ConcurrentLog) {
    this.#log = log;
  }

  append(jobId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#log.append({ type: "ack", jobId }).catch(reject);
      this.#waiting.push(resolve);
    });
  }

  /** A timer calls it, every 10 ms. */
  async tick(): Promise<void> {
    await this.#log.sync();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
//#endregion timed

const open = (fs: SimDisk) =>
  ConcurrentLog.open(DIRECTORY, { fs, sync: "manual", isAlive: () => false });

async function workload(disk: SimDisk, journal: Journal, jobs: readonly string[]): Promise<void> {
  const log = new TimedLog(await open(disk));
  for (const job of jobs) {
    // The timer's moment: a sync has begun when the job comes.
    const tick = log.tick();
    journal.attempt(job);
    const appended = log.append(job).then(() => journal.acknowledge(job));
    await tick;
    await appended;
  }
}

async function recover(disk: SimDisk, journal: Journal): Promise<string> {
  await using log = await open(disk);
  const found: string[] = [];
  await log.replay(({ record }) => void (record.type === "ack" && found.push(record.jobId)));
  const recovered = found.join(", ");
  const missing = journal.acknowledged.find((job) => !found.includes(job));
  if (missing === undefined) return recovered;
  throw Object.assign(new Error(`${missing} was acknowledged and is not there.`), { recovered });
}

/** The smallest loss that the explorer finds. */
export async function timedLoss(): Promise<CrashViolation> {
  const steps = ["job-1", "job-2"];
  const { violation } = await exploreCrashes({ steps, workload, recover });
  if (!violation) throw new Error("The timed log lost nothing.");
  return violation;
}
