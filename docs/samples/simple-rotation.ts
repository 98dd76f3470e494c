import { LogFile } from "@wal-labs/checksum";
import {
  type CrashViolation,
  exploreCrashes,
  type Journal,
  type SimDisk,
} from "@wal-labs/core/sim";
import { type Handler, replay } from "@wal-labs/replay";
import { rotateSimply } from "@wal-labs/rotation";

const PATH = "/jobs.wal";

async function workload(disk: SimDisk, journal: Journal, jobs: readonly string[]): Promise<void> {
  let log = await LogFile.open(PATH, { fs: disk });
  for (const jobId of jobs) {
    journal.attempt(jobId);
    await log.append({ type: "enqueue", jobId, payload: new Uint8Array(0) });
    journal.acknowledge(jobId);
    log = await rotateSimply(log, PATH, { fs: disk });
  }
}

/** Replays the file that was put aside, and then the log. */
async function recover(disk: SimDisk, journal: Journal): Promise<string> {
  const found = new Map<string, number>();
  const take: Handler = ({ sequence, record }) => {
    if (record.type === "enqueue") found.set(record.jobId, sequence);
  };
  for (const path of [`${PATH}.old`, PATH]) await replay(path, take, { fs: disk });
  const lines = Array.from(found, ([job, sequence]) => `${job} has sequence ${sequence}`);
  const recovered = lines.join("\n");
  const missing = journal.acknowledged.find((job) => !found.has(job));
  if (missing === undefined) return recovered;
  throw Object.assign(new Error(`${missing} was acknowledged and is not there.`), { recovered });
}

/** The smallest loss that the explorer finds when a log is rotated after each job. */
export async function simpleRotationLoss(): Promise<CrashViolation> {
  const steps = ["job-1", "job-2", "job-3"];
  const { violation } = await exploreCrashes({ steps, workload, recover });
  if (!violation) throw new Error("The simple rotation lost nothing.");
  return violation;
}
