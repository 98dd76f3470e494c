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

/** A log that any number of callers use at once, and only one process. */
export class ConcurrentLog implements SharedLog {
  readonly #log: SegmentedLog;
  readonly #lock: Lock;
  readonly #queue = new SerialQueue();
  #cleanings = 0;
  #whenClean: () => void = () => undefined;
  #closed: Promise<void> | undefined;

  private constructor(log: SegmentedLog, lock: Lock) {
    this.#log = log;
    this.#lock = lock;
  }

  /**
   * Locks a directory, which is created if it is missing, and opens the log in it.
   *
   * @throws a `WalError` `WAL_LOCKED` when someone alive has it open; else as `SegmentedLog.open`. The
   * directory is not locked then.
   */
  static open(directory: string, options: ConcurrentLogOptions = {}): Promise<ConcurrentLog> {
    const { fs = nodeFs } = options;
    const made = fs.mkdir(directory).catch((error: unknown) => {
      if ((error as { code?: unknown } | undefined)?.code !== "EEXIST") throw error;
    });
    return io("make the directory", made)
      .then(() => acquireLock(directory, options))
      .then((lock) =>
        SegmentedLog.open(directory, options).then(
          (log) => new ConcurrentLog(log, lock),
          (failure: unknown) => releaseAndReject(lock, failure),
        ),
      );
  }

  get lastSequence(): number {
    return this.#log.lastSequence;
  }

  get segments(): readonly SegmentInfo[] {
    return this.#log.segments;
  }

  get checkpoint(): Checkpoint {
    return this.#log.checkpoint;
  }

  append(record: WalRecord): Promise<SegmentPosition> {
    return this.#inTurn((log) => log.append(record));
  }

  appendBatch(records: readonly WalRecord[]): Promise<readonly SegmentPosition[]> {
    return this.#inTurn((log) => log.appendAll([records])).then(([outcome]) =>
      outcome?.status === "fulfilled" ? outcome.value : Promise.reject(outcome?.reason),
    );
  }

  appendAll(
    batches: readonly (readonly WalRecord[])[],
    options: { readonly durable?: boolean } = {},
  ): Promise<BatchOutcome[]> {
    return this.#inTurn((log) => log.appendAll(batches, options));
  }

  sync(): Promise<void> {
    return this.#inTurn((log) => log.sync());
  }

  rotate(): Promise<void> {
    return this.#inTurn((log) => log.rotate());
  }

  replay(handler: SegmentHandler, options: { readonly after?: number } = {}): Promise<void> {
    return this.#inTurn((log) => log.replay(handler, options));
  }

  setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    return this.#inTurn((log) => log.setCheckpoint(changes));
  }

  clean(): Promise<string[]> {
    if (this.#closed) return Promise.reject(closedError());
    this.#cleanings++;
    return this.#log.clean().finally(() => {
      this.#cleanings--;
      if (this.#cleanings === 0) this.#whenClean();
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#queue
      .drained()
      .then(() => this.#cleaned())
      .then(() => this.#log.close())
      .then(
        () => this.#lock.release(),
        (failure: unknown) => releaseAndReject(this.#lock, failure),
      );
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #cleaned(): Promise<void> {
    if (this.#cleanings === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenClean = resolve;
    });
  }

  #inTurn<Result>(task: (log: SegmentedLog) => Promise<Result>): Promise<Result> {
    if (this.#closed) return Promise.reject(closedError());
    return this.#queue.run(() => task(this.#log));
  }
}

function releaseAndReject(lock: Lock, failure: unknown): Promise<never> {
  const reject = () => Promise.reject(failure);
  return lock.release().then(reject, reject);
}

function closedError(): WalError {
  return new WalError("WAL_CLOSED", "This log was closed.");
}
