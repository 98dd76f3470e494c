import {
  exploreInterleavings,
  type InterleavingViolation,
  type Journal,
  type SimDisk,
} from "@wal-labs/core/sim";
import { SegmentedLog } from "@wal-labs/rotation";

const DIRECTORY = "/jobs";

async function enqueue(log: SegmentedLog, jobId: string, journal: Journal): Promise<string> {
  journal.attempt(jobId);
  const payload = new TextEncoder().encode("{}");
  const { sequence, offset } = await log.append({ type: "enqueue", jobId, payload });
  journal.acknowledge(jobId);
  return `${jobId} is record ${sequence} at byte ${offset}`;
}

async function jobsIn(log: SegmentedLog): Promise<string[]> {
  const jobs: string[] = [];
  await log.replay(({ record }) => {
    if (record.type === "enqueue") jobs.push(record.jobId);
  });
  return jobs;
}

async function run(disk: SimDisk, journal: Journal): Promise<void> {
  const log = await SegmentedLog.open(DIRECTORY, { fs: disk });
  //#region hasty
  const places = await Promise.all([
    enqueue(log, "job-1", journal),
    enqueue(log, "job-2", journal), // the first one is not done
  ]);
  //#endregion hasty
  const found = await jobsIn(log);
  const missing = journal.acknowledged.filter((job) => !found.includes(job));
  if (missing.length === 0) return;
  throw new Error(`${places.join(", ")}; the log holds ${found.join(" and ") || "nothing"}.`);
}

/** What the explorer finds when two appends of day 3's log are under way at once. */
export async function hastyLoss(): Promise<InterleavingViolation> {
  const { violation } = await exploreInterleavings({ run });
  if (!violation) throw new Error("Nothing was lost.");
  return violation;
}
