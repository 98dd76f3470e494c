import type { WalRecord } from "@wal-labs/checksum";
import type { Checkpoint } from "./checkpoint.ts";
import { type LogMachine, startLog } from "./log-machine.ts";
import {
  type BatchOutcome,
  type SegmentedLogOptions,
  type SegmentHandler,
  type SegmentPosition,
  withDefaults,
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
  readonly #log: LogMachine;

  private constructor(log: LogMachine) {
    this.#log = log;
  }

  /**
   * Opens the log in `directory`, or creates both; the directory's own directory must exist. What a
   * crash has torn is repaired, what it has left over is removed, and all the log holds is durable
   * when this resolves (O2, O6, O9).
   *
   * @throws a `CorruptionError` when segments or records are missing or damaged that were durable; a
   * `WalError` `WAL_UNSUPPORTED` when a file is no segment or of a newer version; `WAL_IO` when the
   * file system fails; `WAL_INVALID_ARGUMENT` when no record fits in a segment of this size. A log
   * that is refused keeps every byte.
   */
  static async open(directory: string, options: SegmentedLogOptions = {}): Promise<SegmentedLog> {
    return new SegmentedLog(await startLog(directory, withDefaults(options)));
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   */
  get lastSequence(): number {
    return this.#log.lastSequence();
  }

  /**
   * Its segments, oldest first. Safe in any state.
   */
  get segments(): readonly SegmentInfo[] {
    return this.#log.segments();
  }

  /**
   * Up to where the log is not needed any more. Safe in any state.
   */
  get checkpoint(): Checkpoint {
    return this.#log.checkpoint();
  }

  /**
   * Appends a record and resolves with its position: durable under `sync: "always"`, else it may be
   * lost in a crash until `sync` resolves. Rotates first when the segment has no room for it: a record
   * never lies in two segments.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` or `WAL_TOO_LARGE` when the record cannot be logged, or
   * does not fit in a segment (the log stays open); `WAL_IO` when the file system fails (the log has
   * failed, and the record may or may not be there after a restart); `WAL_CLOSED` or `WAL_FAILED`.
   */
  async append(record: WalRecord): Promise<SegmentPosition> {
    return this.#log.append(record);
  }

  /**
   * Appends batches, in order, with one write and one sync for all that fits in the segment. Of each
   * batch, a crash leaves all records or none. Resolves with what became of each.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed; `WAL_CLOSED` or
   * `WAL_FAILED`. A batch that cannot be logged, or does not fit in a segment, rejects alone.
   */
  async appendAll(
    batches: readonly (readonly WalRecord[])[],
    options: { readonly durable?: boolean } = {},
  ): Promise<BatchOutcome[]> {
    return this.#log.appendAll(batches, options);
  }

  /**
   * Makes every record appended so far durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_CLOSED` or
   * `WAL_FAILED` in those states.
   */
  async sync(): Promise<void> {
    return this.#log.sync();
  }

  /**
   * Seals the last segment and begins the next one, unless the last one has no record yet. When this
   * resolves, every record so far is durable, and so is the new segment under its name (O2, O3).
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_CLOSED` or
   * `WAL_FAILED` in those states.
   */
  async rotate(): Promise<void> {
    return this.#log.rotate();
  }

  /**
   * Hands over each record behind `after`, in order, segment by segment.
   *
   * @throws as day 2's `replay` does; a `CorruptionError` when records behind `after` have been
   * removed; `WAL_CLOSED` after `close`.
   */
  async replay(handler: SegmentHandler, { after = 0 }: { after?: number } = {}): Promise<void> {
    return this.#log.replay(handler, after);
  }

  /**
   * Says up to where the log is not needed any more. What is not given stays as it was; the snapshot
   * is copied. Durable when it resolves (O4); removes nothing: see {@link clean}.
   *
   * A transaction that has begun by `sequence` and not finished needs its records still: choose a
   * sequence before it.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when a number is behind the last record, or before what
   * an earlier checkpoint said; `WAL_IO` when the file system fails (the old checkpoint may stay);
   * `WAL_CLOSED` or `WAL_FAILED` in those states.
   */
  async setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    return this.#log.setCheckpoint(changes);
  }

  /**
   * Removes the segments that the checkpoint makes obsolete, oldest first (O5), and resolves with
   * their names. A segment is obsolete when all its records are at or below the checkpoint's sequence,
   * or all belong to transactions at or below its highest finished one; then the checkpoint's sequence
   * is first moved to its end. The last segment stays.
   * May be called while other calls are under way; a second call waits for the first.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The log stays open: no record that is
   * needed is touched. `WAL_CLOSED` or `WAL_FAILED` in those states.
   */
  async clean(): Promise<string[]> {
    return this.#log.clean();
  }

  /**
   * Makes everything durable, seals the last segment and closes its file. A second close does nothing;
   * a failed log is closed without a seal.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The file is closed all the same.
   */
  async close(): Promise<void> {
    return this.#log.close();
  }

  /**
   * Closes the log, so that `await using` never leaks a file.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
