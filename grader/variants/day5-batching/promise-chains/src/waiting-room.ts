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

interface Place {
  readonly waiting: Waiting;
  next?: Place;
}

/** Callers in the order in which they came. */
export class WaitingRoom {
  readonly #limits: BatchLimits;
  /** A list from the first who came to the last. */
  #first: Place | undefined;
  #last: Place | undefined;
  #length = 0;
  #records = 0;
  #size = 0;
  #inAHurry = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  /** Bytes that wait. */
  get size(): number {
    return this.#size;
  }

  /** How many callers wait. */
  get length(): number {
    return this.#length;
  }

  /**
   * Whether there is no reason to wait for more: a batch is full, or somebody is in a hurry.
   *
   * @exercise 5.2
   */
  get isDue(): boolean {
    return this.#inAHurry > 0 || this.isFull;
  }

  /** Whether there is a batch, and no more would fit in it. */
  get isFull(): boolean {
    return (
      this.#records >= this.#limits.maxBatchRecords || this.#size >= this.#limits.maxBatchBytes
    );
  }

  /**
   * Lets a caller in, behind all others.
   *
   * @exercise 5.1
   */
  add(waiting: Waiting): void {
    const place: Place = { waiting };
    if (this.#last) this.#last.next = place;
    else this.#first = place;
    this.#last = place;
    this.#length += 1;
    this.#records += waiting.records.length;
    this.#size += waiting.size;
    this.#inAHurry += waiting.urgent ? 1 : 0;
  }

  /**
   * Takes out the first callers, as many as the limits allow, and one at least: a batch that is too
   * large for them is written alone.
   *
   * @exercise 5.2
   */
  take(): Waiting[] {
    let records = this.#limits.maxBatchRecords;
    let bytes = this.#limits.maxBatchBytes;
    const taken: Waiting[] = [];
    while (this.#first) {
      const { waiting } = this.#first;
      records -= waiting.records.length;
      bytes -= waiting.size;
      if (taken.length > 0 && (records < 0 || bytes < 0)) break;
      taken.push(this.#removeFirst(this.#first));
    }
    return taken;
  }

  #removeFirst({ waiting, next }: Place): Waiting {
    this.#first = next;
    if (!next) this.#last = undefined;
    this.#length -= 1;
    this.#records -= waiting.records.length;
    this.#size -= waiting.size;
    this.#inAHurry -= waiting.urgent ? 1 : 0;
    return waiting;
  }
}
