import type { WalRecord } from "@wal-labs/checksum";
import { ConcurrentLog, SerialQueue, type SharedLog } from "@wal-labs/concurrency";
import { WalError } from "@wal-labs/core";
import type {
  BatchOutcome,
  Checkpoint,
  SegmentHandler,
  SegmentInfo,
  SegmentPosition,
} from "@wal-labs/rotation";
import { type AllOptions, type GroupCommitOptions, withDefaults } from "./group-options.ts";
import { recordSize } from "./record-size.ts";
import { type Waiting, WaitingRoom } from "./waiting-room.ts";
import { type Metrics, WriterMetrics } from "./writer-metrics.ts";

/**
 * How many times the microtask queue is let run dry of new appends before a batch is closed: enough
 * for a caller who awaits through a few functions of its own.
 */
const GATHER_TURNS = 8;

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
  readonly #log: ConcurrentLog;
  readonly #options: AllOptions;
  readonly #metrics: WriterMetrics;
  readonly #room: WaitingRoom;
  /** Settles when nobody waits. Never rejects. */
  #writing: Promise<void> | undefined;
  /** Ends a delay before its time. */
  #hurry: () => void = () => undefined;
  readonly #entrance = new SerialQueue();
  /** Lets the one at the entrance look again. */
  #lookAgain: () => void = nothing;
  /** Settles when no call that follows the appends before it is under way. */
  #followed: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  private constructor(log: ConcurrentLog, options: AllOptions) {
    this.#log = log;
    this.#options = options;
    this.#metrics = new WriterMetrics(options.channel);
    this.#room = new WaitingRoom(options);
  }

  /**
   * Locks a directory, which is created if it is missing, and opens the log in it.
   *
   * @throws as `ConcurrentLog.open`; a `WalError` `WAL_INVALID_ARGUMENT` when a limit is no positive
   * number.
   * @exercise 5.1
   */
  static async open(directory: string, options: GroupCommitOptions = {}): Promise<GroupCommitLog> {
    const all = withDefaults(options);
    return new GroupCommitLog(await ConcurrentLog.open(directory, all), all);
  }

  /**
   * The sequence of the last record written; 0 for none. Safe in any state.
   *
   * @exercise 5.1
   */
  get lastSequence(): number {
    return this.#log.lastSequence;
  }

  /**
   * Its segments, oldest first. Safe in any state.
   *
   * @exercise 5.1
   */
  get segments(): readonly SegmentInfo[] {
    return this.#log.segments;
  }

  /**
   * Up to where the log is not needed any more. Safe in any state.
   *
   * @exercise 5.1
   */
  get checkpoint(): Checkpoint {
    return this.#log.checkpoint;
  }

  /**
   * What the writer has done so far. Safe in any state.
   *
   * @exercise 5.5
   */
  get metrics(): Metrics {
    return this.#metrics.total;
  }

  /**
   * Appends a record and resolves with its position. Its bytes must stay as they are until then.
   *
   * @throws a `WalError` `WAL_BUSY` when `maxQueueBytes` or more wait already: nothing of it is logged,
   * see {@link room}; `WAL_CLOSED` after `close` was called; else as `SegmentedLog.append`.
   * @exercise 5.1
   */
  append(record: WalRecord, options: AppendOptions = {}): Promise<SegmentPosition> {
    return this.#wait([record], options, onlyOne);
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
    return this.#wait(records, options, all);
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
    await this.#wait([], { durable: false }, nothing);
  }

  /**
   * Resolves when all that was appended before is durable.
   *
   * @throws as {@link flush}.
   * @exercise 5.3
   */
  async sync(): Promise<void> {
    await this.#wait([], { durable: true }, nothing);
  }

  /**
   * Resolves when there is room for another append: at once, unless `maxQueueBytes` wait. Of several who
   * ask, one is let in after the other, so that each finds the room that it was told of.
   *
   * @throws a `WalError` `WAL_CLOSED` after `close` was called.
   * @exercise 5.2
   */
  room(): Promise<void> {
    // One by one: whoever is let in appends before the next one looks.
    return this.#entrance.run(async () => {
      while (this.#isFull()) {
        await new Promise<void>((resolve) => {
          this.#lookAgain = resolve;
        });
      }
      if (this.#closing) throw closed();
    });
  }

  /**
   * As `SegmentedLog.rotate`, after all that was appended before.
   *
   * @exercise 5.3
   */
  rotate(): Promise<void> {
    return this.#following(this.flush(), () => this.#log.rotate());
  }

  /**
   * As `SegmentedLog.replay`: all that was appended before. Other calls wait until it ends, so
   * `handler` must not await one.
   *
   * @exercise 5.3
   */
  replay(handler: SegmentHandler, options: { readonly after?: number } = {}): Promise<void> {
    // A log that has failed can still be read.
    const written = this.flush().catch(ifNotClosed);
    return this.#following(written, () => this.#log.replay(handler, options));
  }

  /**
   * As `SegmentedLog.setCheckpoint`, after all that was appended before.
   *
   * @exercise 5.3
   */
  setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    return this.#following(this.flush(), () => this.#log.setCheckpoint(changes));
  }

  /**
   * As `ConcurrentLog.clean`: waits for nobody.
   *
   * @exercise 5.3
   */
  async clean(): Promise<string[]> {
    if (this.#closing) throw closed();
    return this.#log.clean();
  }

  /**
   * Takes no more calls, lets those that were made come to their end, makes all durable, closes the
   * log and gives the lock back. Each call of it gives the same promise.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The lock is given back all the same.
   * @exercise 5.3
   */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#hurry();
      await this.#writing;
      await this.#followed;
      await this.#log.close();
    })();
    return this.#closing;
  }

  /**
   * Closes the log, so that `await using` leaks neither a file nor a lock.
   *
   * @exercise 5.3
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Makes a call once others are written. {@link close} waits for it: it was made before. */
  #following(written: Promise<void>, call: () => Promise<void>): Promise<void> {
    const done = written.then(call);
    this.#followed = Promise.allSettled([this.#followed, done]);
    return done;
  }

  #isFull(): boolean {
    return this.#room.size >= this.#options.maxQueueBytes;
  }

  #wait<Result>(
    records: readonly WalRecord[],
    { durable = this.#options.sync === "always" }: AppendOptions,
    resultOf: (positions: readonly SegmentPosition[]) => Result,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const urgent = records.length === 0;
      if (this.#closing) return reject(closed());
      if (!urgent && this.#isFull()) return reject(busy(this.#room.size));
      const size = records.reduce((sum, record) => sum + recordSize(record), 0);
      const sinceMs = this.#metrics.now();
      this.#room.add({ records, size, durable, urgent, sinceMs, resultOf, resolve, reject });
      if (this.#room.isDue) this.#hurry();
      this.#writing ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#room.length > 0) {
      await this.#gather();
      await this.#write(this.#room.take());
    }
    this.#writing = undefined;
  }

  /**
   * Lets everyone in who is about to come. Those whom the last batch has just resolved will append
   * again at once: without them, two crowds would take turns, and each batch be half as large.
   */
  async #gather(): Promise<void> {
    let before = 0;
    while (this.#room.length > before && !this.#room.isDue) {
      before = this.#room.length;
      for (let turn = 0; turn < GATHER_TURNS; turn++) await undefined;
    }
    if (this.#options.maxDelayMs > 0 && !this.#room.isDue && !this.#closing) await this.#delay();
  }

  async #delay(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#options.maxDelayMs);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = () => undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const durable = batch.some((waiting) => waiting.durable);
    const startedMs = this.#metrics.now();
    try {
      const batches = batch.map(({ records }) => records);
      // O1, O8: everyone in the batch is written before its sync begins, and resolved after it.
      const outcomes = await this.#log.appendAll(batches, { durable });
      for (const [index, outcome] of outcomes.entries()) settle(batch[index], outcome);
      this.#metrics.wrote({ batch, outcomes, durable, startedMs });
    } catch (error) {
      // O7: nobody is told that it went well, and the log takes nothing more.
      for (const { reject } of batch) reject(error);
      this.#metrics.failed({ batch, durable, startedMs, error });
    }
    this.#lookAgain();
  }
}

function settle(waiting: Waiting | undefined, outcome: BatchOutcome): void {
  if (outcome.status === "fulfilled") waiting?.resolve(waiting.resultOf(outcome.value));
  else waiting?.reject(outcome.reason);
}

function onlyOne([position]: readonly SegmentPosition[]): SegmentPosition {
  return position as SegmentPosition;
}

function all(positions: readonly SegmentPosition[]): readonly SegmentPosition[] {
  return positions;
}

function nothing(): void {}

function ifNotClosed(error: unknown): void {
  if (error instanceof WalError && error.code === "WAL_CLOSED") throw error;
}

function busy(size: number): WalError {
  return new WalError("WAL_BUSY", `${size} bytes wait to be written already.`);
}

function closed(): WalError {
  return new WalError("WAL_CLOSED", "The log is closed.");
}
