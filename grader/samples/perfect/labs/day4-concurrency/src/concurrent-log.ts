import { io, type WalRecord } from "@wal-labs/checksum";
import { nodeFs, WalError } from "@wal-labs/core";
import {
  type BatchOutcome,
  type Checkpoint,
  SegmentedLog,
  type SegmentedLogOptions,
  type SegmentHandler,
  type SegmentInfo,
  type SegmentPosition,
} from "@wal-labs/rotation";
import { acquireLock, type Lock, type LockOptions } from "./lock.ts";
import { SerialQueue } from "./serial-queue.ts";
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
  readonly #log: SegmentedLog;
  readonly #lock: Lock;
  readonly #queue = new SerialQueue();
  readonly #cleanings = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  private constructor(log: SegmentedLog, lock: Lock) {
    this.#log = log;
    this.#lock = lock;
  }

  /**
   * Locks a directory, which is created if it is missing, and opens the log in it.
   *
   * @throws a `WalError` `WAL_LOCKED` when someone alive has it open; else as `SegmentedLog.open`. The
   * directory is not locked then.
   * @exercise 4.2
   */
  static async open(directory: string, options: ConcurrentLogOptions = {}): Promise<ConcurrentLog> {
    const { fs = nodeFs } = options;
    // Its name becomes durable in `SegmentedLog.open`, which syncs the parent either way.
    await io("create the directory", fs.mkdir(directory).catch(ignoreExisting));
    const lock = await acquireLock(directory, options);
    try {
      return new ConcurrentLog(await SegmentedLog.open(directory, options), lock);
    } catch (error) {
      await lock.release().catch(() => undefined);
      throw error;
    }
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   *
   * @exercise 4.2
   */
  get lastSequence(): number {
    return this.#log.lastSequence;
  }

  /**
   * Its segments, oldest first. Safe in any state.
   *
   * @exercise 4.2
   */
  get segments(): readonly SegmentInfo[] {
    return this.#log.segments;
  }

  /**
   * Up to where the log is not needed any more. Safe in any state.
   *
   * @exercise 4.2
   */
  get checkpoint(): Checkpoint {
    return this.#log.checkpoint;
  }

  /**
   * As `SegmentedLog.append`, in turn. The record's bytes must stay as they are until it resolves.
   *
   * @exercise 4.2
   */
  append(record: WalRecord): Promise<SegmentPosition> {
    return this.#inTurn(() => this.#log.append(record));
  }

  /**
   * Appends records of which a crash leaves all or none, with nobody else's between them.
   *
   * @throws as {@link append}; nothing of the batch is written when one of them cannot be.
   * @exercise 4.2
   */
  async appendBatch(records: readonly WalRecord[]): Promise<readonly SegmentPosition[]> {
    const [outcome] = await this.appendAll([records]);
    if (outcome?.status !== "fulfilled") throw outcome?.reason;
    return outcome.value;
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
    return this.#inTurn(() => this.#log.appendAll(batches, options));
  }

  /**
   * As `SegmentedLog.sync`, in turn: it covers every append that was called before it.
   *
   * @exercise 4.2
   */
  sync(): Promise<void> {
    return this.#inTurn(() => this.#log.sync());
  }

  /**
   * As `SegmentedLog.rotate`, in turn: no append is caught between two segments.
   *
   * @exercise 4.2
   */
  rotate(): Promise<void> {
    return this.#inTurn(() => this.#log.rotate());
  }

  /**
   * As `SegmentedLog.replay`, in turn: the records whose appends were called before it. Other calls
   * wait until it ends, so `handler` must not await one.
   *
   * @exercise 4.2
   */
  replay(handler: SegmentHandler, options: { readonly after?: number } = {}): Promise<void> {
    return this.#inTurn(() => this.#log.replay(handler, options));
  }

  /**
   * As `SegmentedLog.setCheckpoint`, in turn.
   *
   * @exercise 4.2
   */
  setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    return this.#inTurn(() => this.#log.setCheckpoint(changes));
  }

  /**
   * As `SegmentedLog.clean`. Waits for nobody, and nobody waits for it but {@link close}.
   *
   * @exercise 4.2
   */
  async clean(): Promise<string[]> {
    this.#assertOpen();
    const cleaning = this.#log.clean();
    this.#cleanings.add(cleaning);
    try {
      return await cleaning;
    } finally {
      this.#cleanings.delete(cleaning);
    }
  }

  /**
   * Takes no more calls, waits for those that were made, closes the log and gives the lock back. Each
   * call of it gives the same promise.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The lock is given back all the same.
   * @exercise 4.2
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /**
   * Closes the log, so that `await using` leaks neither a file nor a lock.
   *
   * @exercise 4.2
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#queue.drained();
    await Promise.allSettled(this.#cleanings);
    try {
      await this.#log.close();
    } catch (error) {
      await this.#lock.release().catch(() => undefined);
      throw error;
    }
    await this.#lock.release();
  }

  async #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    this.#assertOpen();
    return this.#queue.run(task);
  }

  #assertOpen(): void {
    if (this.#closing) throw new WalError("WAL_CLOSED", "The log is closed.");
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as { code?: unknown } | null)?.code !== "EEXIST") throw error;
}
