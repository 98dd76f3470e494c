import type { WalRecord } from "@wal-labs/checksum";
import type { FileSystem } from "@wal-labs/core";
import { SegmentedLog } from "@wal-labs/rotation";

/** Ids of the jobs that were enqueued and not acknowledged. */
export type Waiting = Set<string>;

export function apply(waiting: Waiting, record: WalRecord): void {
  if (record.type === "enqueue") waiting.add(record.jobId);
  if (record.type === "ack") waiting.delete(record.jobId);
}

/** Writes the state down as it is now, and removes what is not needed any more. */
export async function shorten(log: SegmentedLog, waiting: Waiting): Promise<string[]> {
  //#region checkpoint
  const snapshot = new TextEncoder().encode(JSON.stringify([...waiting]));
  await log.setCheckpoint({ sequence: log.lastSequence, snapshot }); // durable: O5
  return await log.clean(); // the names of the segments that are gone
  //#endregion checkpoint
}

/** The state of a log that has been opened. */
export async function restored(log: SegmentedLog): Promise<Waiting> {
  //#region restore
  const { sequence, snapshot } = log.checkpoint;
  const waiting: Waiting = new Set(JSON.parse(new TextDecoder().decode(snapshot) || "[]"));
  await log.replay(({ record }) => apply(waiting, record), { after: sequence });
  //#endregion restore
  return waiting;
}

/** The log that the chapter shows: five jobs, two to a segment, and a checkpoint behind the second. */
export async function writeFiveJobs(fs: FileSystem, directory: string): Promise<SegmentedLog> {
  const log = await SegmentedLog.open(directory, { fs, segmentSize: 256 });
  const payload = new TextEncoder().encode('{"to":"ada"}');
  for (const jobId of ["job-1", "job-2", "job-3", "job-4", "job-5"]) {
    await log.append({ type: "enqueue", jobId, payload });
  }
  const snapshot = new TextEncoder().encode('["job-1","job-2"]');
  await log.setCheckpoint({ sequence: 2, snapshot });
  return log;
}
