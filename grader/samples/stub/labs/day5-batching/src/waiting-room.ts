import type { WalRecord } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";
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
  #waiting: Waiting[] = [];
  #size = 0;

  constructor(limits: BatchLimits) {}

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
    throw new NotImplementedError("5.2");
  }

  /**
   * Lets a caller in, behind all others.
   *
   * @exercise 5.1
   */
  add(waiting: Waiting): void {
    throw new NotImplementedError("5.1");
  }

  /**
   * Takes out the first callers, as many as the limits allow, and one at least: a batch that is too
   * large for them is written alone.
   *
   * @exercise 5.2
   */
  take(): Waiting[] {
    throw new NotImplementedError("5.2");
  }
}
