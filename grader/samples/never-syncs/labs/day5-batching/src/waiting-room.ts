import type { WalRecord } from "@wal-labs/checksum";
import type { SegmentPosition } from "@wal-labs/rotation";

/** A caller who waits for its records to be written: one batch of the log, whole or not at all. */
export interface Waiting {
  /** None: it waits for those before it. */
  readonly records: readonly WalRecord[];
  /** Bytes that they take in the log. */
  readonly size: number;
  /** Whether being written is not enough. */
  readonly durable: boolean;
  /** Whether it must not be kept waiting for company. */
  readonly urgent: boolean;
  /** When the caller came; 0 when nobody wants to know. */
  readonly sinceMs: number;
  /** What the caller wants to know. */
  readonly resultOf: (positions: readonly SegmentPosition[]) => unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** How much may be written at once. */
export interface BatchLimits {
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
}

/** Callers in the order in which they came. */
export class WaitingRoom {
  readonly #limits: BatchLimits;
  #waiting: Waiting[] = [];
  #records = 0;
  #size = 0;
  #urgent = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  /** Bytes that wait. */
  get size(): number {
    return this.#size;
  }

  /** How many callers wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /**
   * Whether there is no reason to wait for more: a batch is full, or somebody is in a hurry.
   */
  get isDue(): boolean {
    const { maxBatchRecords, maxBatchBytes } = this.#limits;
    return this.#urgent > 0 || this.#records >= maxBatchRecords || this.#size >= maxBatchBytes;
  }

  /**
   * Lets a caller in, behind all others.
   */
  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#count(waiting, 1);
  }

  /**
   * Takes out the first callers, as many as the limits allow, and one at least: a batch that is too
   * large for them is written alone.
   */
  take(): Waiting[] {
    const { maxBatchRecords, maxBatchBytes } = this.#limits;
    let [taken, records, size] = [0, 0, 0];
    for (const waiting of this.#waiting) {
      records += waiting.records.length;
      size += waiting.size;
      if (taken > 0 && (records > maxBatchRecords || size > maxBatchBytes)) break;
      this.#count(waiting, -1);
      taken += 1;
    }
    const batch = this.#waiting;
    this.#waiting = batch.splice(taken);
    return batch;
  }

  #count({ records, size, urgent }: Waiting, sign: 1 | -1): void {
    this.#records += sign * records.length;
    this.#size += sign * size;
    if (urgent) this.#urgent += sign;
  }
}
