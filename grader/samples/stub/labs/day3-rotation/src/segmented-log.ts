import type { WalRecord } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";
import type { Checkpoint } from "./checkpoint.ts";
import type {
  BatchOutcome,
  SegmentedLogOptions,
  SegmentHandler,
  SegmentPosition,
} from "./log-options.ts";
import type { SegmentInfo } from "./open-segments.ts";

/**
 * A log in a directory: segments one after the other, of which the last is appended to.
 *
 * It is *open* until `close`, or until a write, a sync or a rotation fails; then it is *failed* and
 * acknowledges nothing more (O7). A failed log can still be replayed, and closed. Await each call
 * before the next, but for {@link clean}: day 4 lifts that limit.
 */
export class SegmentedLog {
  /**
   * Opens the log in `directory`, or creates both; the directory's own directory must exist. What a
   * crash has torn is repaired, what it has left over is removed, and all the log holds is durable
   * when this resolves (O2, O6, O9).
   *
   * @throws a `CorruptionError` when segments or records are missing or damaged that were durable; a
   * `WalError` `WAL_UNSUPPORTED` when a file is no segment or of a newer version; `WAL_IO` when the
   * file system fails; `WAL_INVALID_ARGUMENT` when no record fits in a segment of this size. A log
   * that is refused keeps every byte.
   * @exercise 3.5
   */
  static async open(directory: string, options: SegmentedLogOptions = {}): Promise<SegmentedLog> {
    throw new NotImplementedError("3.5");
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   *
   * @exercise 3.5
   */
  get lastSequence(): number {
    throw new NotImplementedError("3.5");
  }

  /**
   * Its segments, oldest first. Safe in any state.
   *
   * @exercise 3.5
   */
  get segments(): readonly SegmentInfo[] {
    throw new NotImplementedError("3.5");
  }

  /**
   * Up to where the log is not needed any more. Safe in any state.
   *
   * @exercise 3.7
   */
  get checkpoint(): Checkpoint {
    throw new NotImplementedError("3.7");
  }

  /**
   * Appends a record and resolves with its position: durable under `sync: "always"`, else it may be
   * lost in a crash until `sync` resolves. Rotates first when the segment has no room for it: a record
   * never lies in two segments.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` or `WAL_TOO_LARGE` when the record cannot be logged, or
   * does not fit in a segment (the log stays open); `WAL_IO` when the file system fails (the log has
   * failed, and the record may or may not be there after a restart); `WAL_CLOSED` or `WAL_FAILED`.
   * @exercise 3.6
   */
  async append(record: WalRecord): Promise<SegmentPosition> {
    throw new NotImplementedError("3.6");
  }

  /**
   * Appends batches, in order, with one write and one sync for all that fits in the segment. Of each
   * batch, a crash leaves all records or none; of the batches, those up to some moment. Resolves with
   * what became of each: its positions, or why nothing of it was written. As {@link append} in all
   * else. An empty batch is fulfilled, and writes nothing.
   *
   * @param options `durable`: whether they are durable when it resolves: as `sync` says, unless told otherwise.
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed, and each of the
   * batches may or may not be there after a restart; `WAL_CLOSED` or `WAL_FAILED`. A batch that cannot
   * be logged, or does not fit in a segment, rejects alone.
   * @exercise 3.10
   */
  async appendAll(
    batches: readonly (readonly WalRecord[])[],
    options: { readonly durable?: boolean } = {},
  ): Promise<BatchOutcome[]> {
    throw new NotImplementedError("3.10");
  }

  /**
   * Makes every record appended so far durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_CLOSED` or
   * `WAL_FAILED` in those states.
   * @exercise 3.6
   */
  async sync(): Promise<void> {
    throw new NotImplementedError("3.6");
  }

  /**
   * Seals the last segment and begins the next one, unless the last one has no record yet. When this
   * resolves, every record so far is durable, and so is the new segment under its name (O2, O3).
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_CLOSED` or
   * `WAL_FAILED` in those states.
   * @exercise 3.6
   */
  async rotate(): Promise<void> {
    throw new NotImplementedError("3.6");
  }

  /**
   * Hands over each record after `after`, in order, segment by segment. A failed log gives what its
   * files hold.
   *
   * @throws as day 2's `replay` does; a `CorruptionError` when records after `after` have been
   * removed; `WAL_CLOSED` after `close`.
   * @exercise 3.5
   */
  async replay(handler: SegmentHandler, { after = 0 }: { after?: number } = {}): Promise<void> {
    throw new NotImplementedError("3.5");
  }

  /**
   * Says up to where the log is not needed any more. What is not given stays as it was; the snapshot
   * is copied. Durable when it resolves (O4); removes nothing: see {@link clean}.
   *
   * A transaction that has begun by `sequence` and not finished needs its records still: choose a
   * sequence before it.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when a number is beyond the last record, or goes back
   * before an earlier checkpoint, or what a cleaning has made of it; `WAL_TOO_LARGE` when the snapshot
   * is over 1 GiB; `WAL_IO` when the file system fails (the old checkpoint may stay);
   * `WAL_CLOSED` or `WAL_FAILED` in those states.
   * @exercise 3.7
   */
  async setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    throw new NotImplementedError("3.7");
  }

  /**
   * Removes the segments that the checkpoint makes obsolete, oldest first (O5), and resolves with
   * their names. A segment is obsolete when all its records are at or below the checkpoint's sequence,
   * or all belong to transactions at or below its highest finished one; then the checkpoint's sequence
   * is first moved to its end. The last segment stays.
   * May be called while other calls are under way; a second call waits for the first.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The log stays open: no record that is
   * needed is touched. But when a removal could not be made durable, no segment is removed any more
   * until the log is reopened: `WAL_FAILED`. `WAL_CLOSED` or `WAL_FAILED` in those states.
   * @exercise 3.8
   */
  async clean(): Promise<string[]> {
    throw new NotImplementedError("3.8");
  }

  /**
   * Makes everything durable, seals the last segment and closes its file. A second close does nothing;
   * a failed log is closed without a seal. Does not wait for a {@link clean} under way, which may
   * still remove what nobody needs.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The file is closed all the same.
   * @exercise 3.6
   */
  async close(): Promise<void> {
    throw new NotImplementedError("3.6");
  }

  /**
   * Closes the log, so that `await using` never leaks a file.
   *
   * @exercise 3.6
   */
  async [Symbol.asyncDispose](): Promise<void> {
    throw new NotImplementedError("3.6");
  }
}
