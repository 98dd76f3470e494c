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
  readonly resolve: (positions: readonly SegmentPosition[]) => void;
  readonly reject: (error: unknown) => void;
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
  #size = 0;
  #records = 0;
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
   *
   * @exercise 5.2
   */
  get isDue(): boolean {
    return this.#urgent > 0 || this.isFull;
  }

  /** Whether more callers would not fit in the next batch. */
  get isFull(): boolean {
    const { maxBatchRecords, maxBatchBytes } = this.#limits;
    return this.#records >= maxBatchRecords || this.#size >= maxBatchBytes;
  }

  /**
   * Lets a caller in, behind all others.
   *
   * @exercise 5.1
   */
  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#count(waiting, 1);
  }

  /**
   * Takes out the first callers, as many as the limits allow, and one at least: a batch that is too
   * large for them is written alone.
   *
   * @exercise 5.2
   */
  take(): Waiting[] {
    const { maxBatchRecords, maxBatchBytes } = this.#limits;
    let [callers, records, size] = [0, 0, 0];
    for (const waiting of this.#waiting) {
      records += waiting.records.length;
      size += waiting.size;
      if (callers > 0 && (records > maxBatchRecords || size > maxBatchBytes)) break;
      callers += 1;
    }
    const taken = this.#waiting.splice(0, callers);
    for (const waiting of taken) this.#count(waiting, -1);
    return taken;
  }

  #count({ records, size, urgent }: Waiting, sign: 1 | -1): void {
    this.#records += sign * records.length;
    this.#size += sign * size;
    if (urgent) this.#urgent += sign;
  }
}
