import { GroupCommitLog } from "@wal-labs/batching";
import type { FileSystem } from "@wal-labs/core";

const ack = (jobId: string) => ({ type: "ack", jobId }) as const;

/** The log that the chapter shows: three callers at once, then one more. It stays open. */
export async function writeTogether(fs: FileSystem, directory: string): Promise<GroupCommitLog> {
  const log = await GroupCommitLog.open(directory, { fs });
  //#region together
  await Promise.all([
    log.append(ack("a")),
    log.appendBatch([ack("b-1"), ack("b-2")]), // both or none
    log.append(ack("c"), { durable: false }), // lazy
  ]);
  //#endregion together
  await log.append(ack("d"));
  return log;
}
