import type { WalRecord } from "@wal-labs/checksum";
import { ConcurrentLog, type SharedLog } from "@wal-labs/concurrency";
import { WalError } from "@wal-labs/core";
import type { Checkpoint, SegmentHandler, SegmentInfo, SegmentPosition } from "@wal-labs/rotation";
import { type AllOptions, type GroupCommitOptions, withDefaults } from "./group-options.ts";
import { recordSize } from "./record-size.ts";
import { type Waiting, WaitingRoom } from "./waiting-room.ts";
import { type Metrics, WriterMetrics } from "./writer-metrics.ts";

/** Microtasks to let go first: callers await through functions of their own. */
const TURNS = 32;

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
  readonly #waiting: WaitingRoom;
  readonly #metrics: WriterMetrics;
  /** There while anybody waits, or is on the way to the disk. */
  #loop: Promise<void> | undefined;
  /** There while a batch waits for company. */
  #endDelay: (() => void) | undefined;
  #hasFailed = false;
  /** Those who wait for room. */
  readonly #outside: (() => void)[] = [];
  /** Calls that are no append, and not over. */
  readonly #others = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  private constructor(log: ConcurrentLog, options: AllOptions) {
    this.#log = log;
    this.#options = options;
    this.#waiting = new WaitingRoom(options);
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
    return new Promise((resolve, reject) => {
      // Not `then`: one step more would let a batch that came later resolve first.
      const first = ([position]: readonly SegmentPosition[]) => resolve(position as SegmentPosition);
      this.#append([record], options, first, reject);
    });
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
    return new Promise((resolve, reject) => {
      this.#append([...records], options, resolve, reject);
    });
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
    await this.#turn(false);
  }

  /**
   * Resolves when all that was appended before is durable.
   *
   * @throws as {@link flush}.
   * @exercise 5.3
   */
  async sync(): Promise<void> {
    await this.#turn(true);
  }

  /**
   * Resolves when there is room for another append: at once, unless `maxQueueBytes` wait.
   *
   * @exercise 5.2
   */
  async room(): Promise<void> {
    if (!this.#hasRoom) await new Promise<void>((resolve) => this.#outside.push(resolve));
  }

  /**
   * As `SegmentedLog.rotate`, after all that was appended before.
   *
   * @exercise 5.3
   */
  rotate(): Promise<void> {
    return this.#behindAppends(() => this.#log.rotate());
  }

  /**
   * As `SegmentedLog.replay`: all that was appended before. Other calls wait until it ends, so
   * `handler` must not await one.
   *
   * @exercise 5.3
   */
  replay(handler: SegmentHandler, options: { readonly after?: number } = {}): Promise<void> {
    // Whatever became of the appends: a log that has failed can be read.
    return this.#behindAppends(() => this.#log.replay(handler, options), () => undefined);
  }

  /**
   * As `SegmentedLog.setCheckpoint`, after all that was appended before.
   *
   * @exercise 5.3
   */
  setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    return this.#behindAppends(() => this.#log.setCheckpoint(changes));
  }

  /**
   * As `ConcurrentLog.clean`: waits for nobody.
   *
   * @exercise 5.3
   */
  async clean(): Promise<string[]> {
    this.#assertOpen();
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
    this.#closing ??= this.#close();
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
    return this.#waiting.size < this.#options.maxQueueBytes;
  }

  #assertOpen(): void {
    if (this.#closing) throw new WalError("WAL_CLOSED", "The log is closed.");
  }

  #append(
    records: readonly WalRecord[],
    { durable = this.#options.sync === "always" }: AppendOptions,
    resolve: Waiting["resolve"],
    reject: Waiting["reject"],
  ): void {
    this.#assertOpen();
    if (!this.#hasRoom) throw new WalError("WAL_BUSY", "Too much waits to be written already.");
    this.#enter(records, durable, resolve, reject);
  }

  #enter(
    records: readonly WalRecord[],
    durable: boolean,
    resolve: Waiting["resolve"],
    reject: Waiting["reject"],
  ): void {
    const size = records.reduce((sum, record) => sum + recordSize(record), 0);
    const urgent = records.length === 0;
    const sinceMs = this.#metrics.now();
    this.#waiting.add({ records, size, durable, urgent, sinceMs, resolve, reject });
    if (this.#waiting.isDue) this.#endDelay?.();
    this.#loop ??= this.#run();
  }

  /** Waits for all who came before. */
  #turn(durable: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#assertOpen();
      this.#enter([], durable, resolve, reject);
    });
  }

  /** @param otherwise what to do when the appends failed: `call` all the same, unless it throws. */
  async #behindAppends(call: () => Promise<void>, otherwise = rethrow): Promise<void> {
    this.#assertOpen();
    const called = this.#turn(false).catch(otherwise).then(call);
    this.#others.add(called);
    await called.finally(() => this.#others.delete(called));
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      await this.#delay();
      await this.#write(this.#waiting.take());
      await this.#letIn();
    }
    this.#loop = undefined;
  }

  /** Lets all in who were just told, and append again. */
  async #gather(): Promise<void> {
    let before = 0;
    for (let turn = 0; turn < TURNS && !this.#waiting.isFull; turn++) {
      if (this.#waiting.length > before) turn = 0;
      before = this.#waiting.length;
      await undefined;
    }
  }

  async #delay(): Promise<void> {
    const { maxDelayMs } = this.#options;
    if (maxDelayMs === 0 || this.#waiting.isDue || this.#hasFailed || this.#closing) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, maxDelayMs);
      this.#endDelay = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endDelay = undefined;
    await this.#gather();
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const durable = batch.some((waiting) => waiting.durable);
    const ended = { batch, durable, startedMs: this.#metrics.now() };
    try {
      const records = batch.map((waiting) => waiting.records);
      const outcomes = await this.#log.appendAll(records, { durable });
      this.#metrics.wrote({ ...ended, outcomes });
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === "fulfilled") batch[index]?.resolve(outcome.value);
        else batch[index]?.reject(outcome.reason);
      }
    } catch (error) {
      this.#hasFailed = true;
      // Refused by a log that had failed before, it was no batch.
      if ((error as WalError).code !== "WAL_FAILED") this.#metrics.failed({ ...ended, error });
      for (const { reject } of batch) reject(error);
    }
  }

  /** One by one: each appends before the next one looks. */
  async #letIn(): Promise<void> {
    while (this.#hasRoom && this.#outside.length > 0) {
      this.#outside.shift()?.();
      for (let turn = 0; turn < 4; turn++) await undefined;
    }
  }

  async #close(): Promise<void> {
    this.#endDelay?.();
    await Promise.allSettled(this.#others);
    await this.#loop;
    await this.#log.close();
  }
}

function rethrow(error: unknown): void {
  throw error;
}
