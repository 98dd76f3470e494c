import type { WalRecord } from "@wal-labs/checksum";
import { ConcurrentLog, type SharedLog } from "@wal-labs/concurrency";
import { WalError } from "@wal-labs/core";
import type { Checkpoint, SegmentHandler, SegmentInfo, SegmentPosition } from "@wal-labs/rotation";
import { type AllOptions, type GroupCommitOptions, withDefaults } from "./group-options.ts";
import { recordSize } from "./record-size.ts";
import { type Waiting, WaitingRoom } from "./waiting-room.ts";
import { type Metrics, WriterMetrics } from "./writer-metrics.ts";

/** Microtasks that must pass without anybody new. */
const QUIET = 24;

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
  readonly #callers: WaitingRoom;
  readonly #metrics: WriterMetrics;
  /** Fulfilled when the last batch that was called for is over. Never rejects. */
  #batches: Promise<unknown> = Promise.resolve();
  /** How many links of {@link #batches} have not taken their callers yet: the last one, or none. */
  #calledFor = 0;
  /** Ends the delay that there is, if there is one. */
  #hurry: () => void = () => undefined;
  #isFailed = false;
  /** Fulfilled when all replays, rotations and checkpoints so far are over. Never rejects. */
  #others: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  private constructor(log: ConcurrentLog, options: AllOptions) {
    this.#log = log;
    this.#options = options;
    this.#callers = new WaitingRoom(options);
    this.#metrics = new WriterMetrics(options.channel);
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
    return ConcurrentLog.open(directory, all).then((log) => new GroupCommitLog(log, all));
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
    // Both appends take one `then`, so that they resolve in the order of their calls.
    return this.#append([record], options).then((positions) => positions[0] as SegmentPosition);
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
    return this.#append([...records], options).then((positions) => positions);
  }

  /**
   * Resolves when all that was appended before is written, though it may be lost in a crash. Nobody
   * waits for company any more.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_FAILED` when it had
   * failed before; `WAL_CLOSED` after `close` was called.
   * @exercise 5.3
   */
  flush(): Promise<void> {
    return this.#wait(false);
  }

  /**
   * Resolves when all that was appended before is durable.
   *
   * @throws as {@link flush}.
   * @exercise 5.3
   */
  sync(): Promise<void> {
    return this.#wait(true);
  }

  /**
   * Resolves when there is room for another append: at once, unless `maxQueueBytes` wait.
   *
   * @exercise 5.2
   */
  room(): Promise<void> {
    if (this.#hasRoom) return Promise.resolve();
    return this.#batches.then(() => this.room());
  }

  /**
   * As `SegmentedLog.rotate`, after all that was appended before.
   *
   * @exercise 5.3
   */
  rotate(): Promise<void> {
    return this.#other(this.flush().then(() => this.#log.rotate()));
  }

  /**
   * As `SegmentedLog.replay`: all that was appended before. Other calls wait until it ends, so
   * `handler` must not await one.
   *
   * @exercise 5.3
   */
  replay(handler: SegmentHandler, options: { readonly after?: number } = {}): Promise<void> {
    if (this.#closing) return Promise.reject(closed());
    const replay = () => this.#log.replay(handler, options);
    // Also of a log that has failed.
    return this.#other(this.flush().then(replay, replay));
  }

  /**
   * As `SegmentedLog.setCheckpoint`, after all that was appended before.
   *
   * @exercise 5.3
   */
  setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    return this.#other(this.flush().then(() => this.#log.setCheckpoint(changes)));
  }

  /**
   * As `ConcurrentLog.clean`: waits for nobody.
   *
   * @exercise 5.3
   */
  clean(): Promise<string[]> {
    return this.#closing ? Promise.reject(closed()) : this.#log.clean();
  }

  /**
   * Takes no more calls, lets those that were made come to their end, makes all durable, closes the
   * log and gives the lock back. Each call of it gives the same promise.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The lock is given back all the same.
   * @exercise 5.3
   */
  close(): Promise<void> {
    this.#closing ??= this.#others.then(() => this.#drained()).then(() => this.#log.close());
    this.#hurry();
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

  get #hasRoom(): boolean {
    return this.#callers.size < this.#options.maxQueueBytes;
  }

  /** Notes a call that `close` must wait for. */
  #other<Result>(call: Promise<Result>): Promise<Result> {
    this.#others = Promise.allSettled([this.#others, call]);
    return call;
  }

  #append(
    records: readonly WalRecord[],
    { durable = this.#options.sync === "always" }: AppendOptions,
  ): Promise<readonly SegmentPosition[]> {
    const isBusy = !this.#closing && !this.#hasRoom;
    if (isBusy) return Promise.reject(new WalError("WAL_BUSY", "Too much waits to be written."));
    return this.#comeIn(records, durable);
  }

  #wait(durable: boolean): Promise<void> {
    return this.#comeIn([], durable).then(() => undefined);
  }

  #comeIn(records: readonly WalRecord[], durable: boolean): Promise<readonly SegmentPosition[]> {
    return new Promise((resolve, reject) => {
      if (this.#closing) throw closed();
      const size = records.map(recordSize).reduce((one, other) => one + other, 0);
      const how = { durable, urgent: records.length === 0, sinceMs: this.#metrics.now() };
      this.#callers.add({ records, size, ...how, resolve, reject });
      if (this.#callers.isDue) this.#hurry();
      this.#callForBatch();
    });
  }

  /** Has one more batch written once those before it are over, if somebody waits for it. */
  #callForBatch(): void {
    if (this.#calledFor > 0 || this.#callers.length === 0) return;
    this.#calledFor += 1;
    this.#batches = this.#batches
      .then(() => this.#gather())
      .then(() => this.#delay())
      .then(() => {
        const batch = this.#callers.take();
        this.#calledFor -= 1;
        return this.#write(batch);
      })
      .then(() => this.#callForBatch());
  }

  /** Fulfilled when there is nothing left to write: a batch may call for another one. */
  #drained(): Promise<unknown> {
    const last = this.#batches;
    return last.then(() => (last === this.#batches ? undefined : this.#drained()));
  }

  #gather(): Promise<void> {
    return new Promise((resolve) => {
      const look = (left: number, seen: number): void => {
        if (left === 0 || this.#callers.isFull) {
          resolve();
          return;
        }
        const { length } = this.#callers;
        void Promise.resolve().then(() => look(length === seen ? left - 1 : QUIET, length));
      };
      look(QUIET, this.#callers.length);
    });
  }

  #delay(): Promise<void> | undefined {
    const { maxDelayMs } = this.#options;
    if (maxDelayMs === 0 || this.#callers.isDue || this.#isFailed || this.#closing)
      return undefined;
    const over = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, maxDelayMs);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return over.then(() => {
      this.#hurry = () => undefined;
      return this.#gather();
    });
  }

  /** Writes a batch, and tells each of its callers. Never rejects. */
  #write(batch: readonly Waiting[]): Promise<void> {
    const durable = batch.some((waiting) => waiting.durable);
    const ended = { batch, durable, startedMs: this.#metrics.now() };
    const records = batch.map((waiting) => waiting.records);
    return this.#log.appendAll(records, { durable }).then(
      (outcomes) => {
        this.#metrics.wrote({ ...ended, outcomes });
        outcomes.forEach((outcome, index) => {
          if (outcome.status === "fulfilled") batch[index]?.resolve(outcome.value);
          else batch[index]?.reject(outcome.reason);
        });
      },
      (error: unknown) => {
        this.#isFailed = true;
        // Of a log that had failed before, nothing was asked of the file system.
        const isFirst = (error as { code?: unknown }).code === "WAL_IO";
        if (isFirst) this.#metrics.failed({ ...ended, error });
        for (const { reject } of batch) reject(error);
      },
    );
  }
}

function closed(): WalError {
  return new WalError("WAL_CLOSED", "The log is closed.");
}
