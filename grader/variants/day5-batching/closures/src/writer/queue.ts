import type { WalRecord } from "@wal-labs/checksum";
import type { SegmentPosition } from "@wal-labs/rotation";

/** Somebody who waits for a disk. */
export interface Caller {
  readonly records: readonly WalRecord[];
  readonly bytes: number;
  readonly durable: boolean;
  readonly sinceMs: number;
  readonly told: (positions: readonly SegmentPosition[]) => void;
  readonly failed: (error: unknown) => void;
}

/** Callers who will share a write. */
export interface Batch {
  readonly callers: Caller[];
  records: number;
  bytes: number;
  /** Whether a caller in it brings no records, and so waits only for others. */
  isUrgent: boolean;
}

/** A call that has the log to itself, between two batches. */
export type Task = () => Promise<unknown>;

export interface Limits {
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
}

export interface Queue {
  readonly addCaller: (caller: Caller) => void;
  readonly addTask: (task: Task) => void;
  readonly take: () => Batch | Task | undefined;
  /** Whether the first in it need not wait for more. */
  readonly isReady: () => boolean;
  readonly isFull: () => boolean;
  /** How many came, ever. */
  readonly arrivals: () => number;
  readonly isEmpty: () => boolean;
  /** Bytes that wait. */
  readonly bytes: () => number;
}

/** Batches that fill as callers come, and tasks between them, all in the order of the calls. */
export function createQueue({ maxBatchRecords, maxBatchBytes }: Limits): Queue {
  const entries: (Batch | Task)[] = [];
  let bytes = 0;
  let arrivals = 0;
  let urgent = 0;

  const fits = (batch: Batch, caller: Caller): boolean =>
    batch.records + caller.records.length <= maxBatchRecords &&
    batch.bytes + caller.bytes <= maxBatchBytes;

  const batchFor = (caller: Caller): Batch => {
    const last = entries.at(-1);
    if (typeof last === "object" && fits(last, caller)) return last;
    const batch: Batch = { callers: [], records: 0, bytes: 0, isUrgent: false };
    entries.push(batch);
    return batch;
  };

  const isFull = (): boolean => {
    const [first, second] = entries;
    if (typeof first !== "object") return first !== undefined;
    return second !== undefined || first.records >= maxBatchRecords || first.bytes >= maxBatchBytes;
  };

  return {
    addCaller: (caller) => {
      const batch = batchFor(caller);
      if (caller.records.length === 0 && !batch.isUrgent) {
        batch.isUrgent = true;
        urgent += 1;
      }
      batch.callers.push(caller);
      batch.records += caller.records.length;
      batch.bytes += caller.bytes;
      bytes += caller.bytes;
      arrivals += 1;
    },
    addTask: (task) => {
      entries.push(task);
      arrivals += 1;
    },
    take: () => {
      const entry = entries.shift();
      if (typeof entry === "object") {
        bytes -= entry.bytes;
        if (entry.isUrgent) urgent -= 1;
      }
      return entry;
    },
    isReady: () => urgent > 0 || isFull(),
    isFull,
    arrivals: () => arrivals,
    isEmpty: () => entries.length === 0,
    bytes: () => bytes,
  };
}
