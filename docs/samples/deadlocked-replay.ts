import { ConcurrentLog } from "@wal-labs/concurrency";
import {
  exploreInterleavings,
  type InterleavingViolation,
  type Journal,
  type SimDisk,
} from "@wal-labs/core/sim";

async function run(disk: SimDisk, journal: Journal): Promise<void> {
  const log = await ConcurrentLog.open("/jobs", { fs: disk });
  await log.append({ type: "dispatch", jobId: "job-1" });
  journal.attempt("replay");
  //#region deadlock
  await log.replay(async ({ record }) => {
    if (record.type !== "dispatch") return;
    await log.append({ type: "retry", jobId: record.jobId, reason: "restart" }); // waits its turn
  });
  //#endregion deadlock
  journal.acknowledge("replay");
}

/** What the explorer finds when a replay's handler awaits an append to the same log. */
export async function deadlockedReplay(): Promise<InterleavingViolation> {
  const { violation } = await exploreInterleavings({ run });
  if (!violation) throw new Error("It came to an end.");
  return violation;
}
