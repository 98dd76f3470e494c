import type { WalRecord } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";
import type {
  BatchOutcome,
  Checkpoint,
  SegmentedLogOptions,
  SegmentHandler,
  SegmentInfo,
  SegmentPosition,
} from "@wal-labs/rotation";
import type { LockOptions } from "./lock.ts";
import type { SharedLog } from "./shared-log.ts";

/** How to open a {@link ConcurrentLog}. */
export type ConcurrentLogOptions = SegmentedLogOptions & LockOptions;

/**
 * A log that any number of callers use at once, and only one process.
 *
 * Calls take effect one at a time, in the order they were made, so the order of the calls is that of
 * the sequences and of the file. A call that fails rejects for its own caller; if it leaves the disk
 * in doubt, the log has failed for all who come after it (O7).
 */
export class ConcurrentLog implements SharedLog {
  /**
   * Locks a directory, which is created if it is missing, and opens the log in it.
   *
   * @throws a `WalError` `WAL_LOCKED` when someone alive has it open; else as `SegmentedLog.open`. The
   * directory is not locked then.
   * @exercise 4.2
   */
  static async open(directory: string, options: ConcurrentLogOptions = {}): Promise<ConcurrentLog> {
    throw new NotImplementedError("4.2");
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   *
   * @exercise 4.2
   */
  get lastSequence(): number {
    throw new NotImplementedError("4.2");
  }

  /**
   * Its segments, oldest first. Safe in any state.
   *
   * @exercise 4.2
   */
  get segments(): readonly SegmentInfo[] {
    throw new NotImplementedError("4.2");
  }

  /**
   * Up to where the log is not needed any more. Safe in any state.
   *
   * @exercise 4.2
   */
  get checkpoint(): Checkpoint {
    throw new NotImplementedError("4.2");
  }

  /**
   * As `SegmentedLog.append`, in turn. The record's bytes must stay as they are until it resolves.
   *
   * @exercise 4.2
   */
  append(record: WalRecord): Promise<SegmentPosition> {
    throw new NotImplementedError("4.2");
  }

  /**
   * Appends records of which a crash leaves all or none, with nobody else's between them.
   *
   * @throws as {@link append}; nothing of the batch is written when one of them cannot be.
   * @exercise 4.2
   */
  async appendBatch(records: readonly WalRecord[]): Promise<readonly SegmentPosition[]> {
    throw new NotImplementedError("4.2");
  }

  /**
   * As `SegmentedLog.appendAll`, in turn.
   *
   * @exercise 4.2
   */
  appendAll(
    batches: readonly (readonly WalRecord[])[],
    options: { readonly durable?: boolean } = {},
  ): Promise<BatchOutcome[]> {
    throw new NotImplementedError("4.2");
  }

  /**
   * As `SegmentedLog.sync`, in turn: it covers every append that was called before it.
   *
   * @exercise 4.2
   */
  sync(): Promise<void> {
    throw new NotImplementedError("4.2");
  }

  /**
   * As `SegmentedLog.rotate`, in turn: no append is caught between two segments.
   *
   * @exercise 4.2
   */
  rotate(): Promise<void> {
    throw new NotImplementedError("4.2");
  }

  /**
   * As `SegmentedLog.replay`, in turn: the records whose appends were called before it. Other calls
   * wait until it ends, so `handler` must not await one.
   *
   * @exercise 4.2
   */
  replay(handler: SegmentHandler, options: { readonly after?: number } = {}): Promise<void> {
    throw new NotImplementedError("4.2");
  }

  /**
   * As `SegmentedLog.setCheckpoint`, in turn.
   *
   * @exercise 4.2
   */
  setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    throw new NotImplementedError("4.2");
  }

  /**
   * As `SegmentedLog.clean`. Waits for nobody, and nobody waits for it but {@link close}.
   *
   * @exercise 4.2
   */
  async clean(): Promise<string[]> {
    throw new NotImplementedError("4.2");
  }

  /**
   * Takes no more calls, waits for those that were made, closes the log and gives the lock back. Each
   * call of it gives the same promise.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The lock is given back all the same.
   * @exercise 4.2
   */
  close(): Promise<void> {
    throw new NotImplementedError("4.2");
  }

  /**
   * Closes the log, so that `await using` leaks neither a file nor a lock.
   *
   * @exercise 4.2
   */
  [Symbol.asyncDispose](): Promise<void> {
    throw new NotImplementedError("4.2");
  }
}
