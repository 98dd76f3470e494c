import type { WalRecord } from "@wal-labs/checksum";
import type { SharedLog } from "@wal-labs/concurrency";
import { NotImplementedError } from "@wal-labs/core";
import type { Checkpoint, SegmentHandler, SegmentInfo, SegmentPosition } from "@wal-labs/rotation";
import type { GroupCommitOptions } from "./group-options.ts";
import type { Metrics } from "./writer-metrics.ts";

/** Whether an append waits for the disk. */
export interface AppendOptions {
  /** `true`: resolves when durable. `false`: when written. As the log's `sync` unless told otherwise. */
  readonly durable?: boolean | undefined;
}

/**
 * A log whose callers share the cost of a sync. Who comes while a batch is on its way to the disk waits
 * for the next one, which takes all of them, in the order of their calls: one write, one sync. Nobody
 * waits for company while the disk is idle, unless `maxDelayMs` says so.
 *
 * Each caller learns what became of its own records. A caller is resolved by the sync that began after
 * its records were written (O8), and never by one that failed: then the log has failed for all (O7).
 */
export class GroupCommitLog implements SharedLog {
  /**
   * Locks a directory, which is created if it is missing, and opens the log in it.
   *
   * @throws as `ConcurrentLog.open`; a `WalError` `WAL_INVALID_ARGUMENT` when a limit is no positive
   * number.
   * @exercise 5.1
   */
  static async open(directory: string, options: GroupCommitOptions = {}): Promise<GroupCommitLog> {
    throw new NotImplementedError("5.1");
  }

  /**
   * The sequence of the last record written; 0 for none. Safe in any state.
   *
   * @exercise 5.1
   */
  get lastSequence(): number {
    throw new NotImplementedError("5.1");
  }

  /**
   * Its segments, oldest first. Safe in any state.
   *
   * @exercise 5.1
   */
  get segments(): readonly SegmentInfo[] {
    throw new NotImplementedError("5.1");
  }

  /**
   * Up to where the log is not needed any more. Safe in any state.
   *
   * @exercise 5.1
   */
  get checkpoint(): Checkpoint {
    throw new NotImplementedError("5.1");
  }

  /**
   * What the writer has done so far. Safe in any state.
   *
   * @exercise 5.5
   */
  get metrics(): Metrics {
    throw new NotImplementedError("5.5");
  }

  /**
   * Appends a record and resolves with its position. Its bytes must stay as they are until then.
   *
   * @throws a `WalError` `WAL_BUSY` when `maxQueueBytes` or more wait already: nothing of it is logged,
   * see {@link room}; `WAL_CLOSED` after `close` was called; else as `SegmentedLog.append`.
   * @exercise 5.1
   */
  append(record: WalRecord, options: AppendOptions = {}): Promise<SegmentPosition> {
    throw new NotImplementedError("5.1");
  }

  /**
   * Appends records of which a crash leaves all or none, with nobody else's between them. As
   * {@link append} in all else.
   *
   * @exercise 5.3
   */
  appendBatch(
    records: readonly WalRecord[],
    options: AppendOptions = {},
  ): Promise<readonly SegmentPosition[]> {
    throw new NotImplementedError("5.3");
  }

  /**
   * Resolves when all that was appended before is written, though it may be lost in a crash. Nobody
   * waits for company any more.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_FAILED` when it had
   * failed before; `WAL_CLOSED` after `close` was called.
   * @exercise 5.3
   */
  async flush(): Promise<void> {
    throw new NotImplementedError("5.3");
  }

  /**
   * Resolves when all that was appended before is durable.
   *
   * @throws as {@link flush}.
   * @exercise 5.3
   */
  async sync(): Promise<void> {
    throw new NotImplementedError("5.3");
  }

  /**
   * Resolves when there is room for another append: at once, unless `maxQueueBytes` wait. Of several who
   * ask, one is let in after the other, so that each finds the room that it was told of.
   *
   * @throws a `WalError` `WAL_CLOSED` after `close` was called.
   * @exercise 5.2
   */
  room(): Promise<void> {
    throw new NotImplementedError("5.2");
  }

  /**
   * As `SegmentedLog.rotate`, after all that was appended before.
   *
   * @exercise 5.3
   */
  rotate(): Promise<void> {
    throw new NotImplementedError("5.3");
  }

  /**
   * As `SegmentedLog.replay`: all that was appended before. Other calls wait until it ends, so
   * `handler` must not await one.
   *
   * @exercise 5.3
   */
  replay(handler: SegmentHandler, options: { readonly after?: number } = {}): Promise<void> {
    throw new NotImplementedError("5.3");
  }

  /**
   * As `SegmentedLog.setCheckpoint`, after all that was appended before.
   *
   * @exercise 5.3
   */
  setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    throw new NotImplementedError("5.3");
  }

  /**
   * As `ConcurrentLog.clean`: waits for nobody.
   *
   * @exercise 5.3
   */
  async clean(): Promise<string[]> {
    throw new NotImplementedError("5.3");
  }

  /**
   * Takes no more calls, lets those that were made come to their end, makes all durable, closes the
   * log and gives the lock back. Each call of it gives the same promise.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The lock is given back all the same.
   * @exercise 5.3
   */
  close(): Promise<void> {
    throw new NotImplementedError("5.3");
  }

  /**
   * Closes the log, so that `await using` leaks neither a file nor a lock.
   *
   * @exercise 5.3
   */
  [Symbol.asyncDispose](): Promise<void> {
    throw new NotImplementedError("5.3");
  }
}
