import { LogFile, type LogFileOptions } from "@wal-labs/checksum";
import { Memtable, recover, replayInto } from "@wal-labs/replay";

/** Opens a log whatever a crash has left of it. */
export async function openRecovered(path: string, options: LogFileOptions): Promise<LogFile> {
  //#region recover
  await recover(path, options); // cuts off a torn tail, and syncs: O6
  return LogFile.open(path, options); // finds a log that is whole
  //#endregion recover
}

/** A copy of a memtable that was made durable somewhere else. */
export interface Snapshot {
  /** The last sequence that it holds. */
  readonly sequence: number;
  readonly entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[];
}

/** The state of a store that takes snapshots. */
export async function restored(
  snapshot: Snapshot,
  path: string,
  options: LogFileOptions,
): Promise<Memtable> {
  //#region snapshot
  const memtable = new Memtable();
  for (const [key, value] of snapshot.entries) memtable.apply({ type: "put", key, value });
  await replayInto(memtable, path, { ...options, after: snapshot.sequence });
  return memtable;
  //#endregion snapshot
}
