import type { WalRecord } from "@wal-labs/checksum";
import type { Checkpoint, SegmentHandler, SegmentPosition } from "@wal-labs/rotation";

/**
 * A log that any number of callers use at once: what a state that lives on a log needs of it.
 * {@link ConcurrentLog} is one; day 5 makes a faster one.
 */
export interface SharedLog {
  readonly lastSequence: number;
  readonly checkpoint: Checkpoint;
  /** Appends resolve in the order of their sequences, which is the order of the calls. */
  append(record: WalRecord): Promise<SegmentPosition>;
  /** After a crash all of the records are there, or none. */
  appendBatch(records: readonly WalRecord[]): Promise<readonly SegmentPosition[]>;
  replay(handler: SegmentHandler, options?: { readonly after?: number }): Promise<void>;
  setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void>;
  clean(): Promise<string[]>;
}
