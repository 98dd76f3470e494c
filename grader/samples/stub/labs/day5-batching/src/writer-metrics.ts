import { NotImplementedError } from "@wal-labs/core";
import type { BatchOutcome } from "@wal-labs/rotation";
import type { Waiting } from "./waiting-room.ts";

/** What a writer has done since its log was opened. */
export interface Metrics {
  /** Records that were written. */
  readonly records: number;
  /** Times that callers were written together. */
  readonly batches: number;
  /** Times that a sync was asked of the log: for a batch, or by a `sync` alone. */
  readonly syncs: number;
  /** Bytes of frames, padding included. */
  readonly bytes: number;
  /** Batches that the file system failed. */
  readonly failures: number;
}

/** What is told of each batch once it is over. */
export interface BatchReport {
  /** Callers who waited for it. */
  readonly callers: number;
  /** Records that were written. */
  readonly records: number;
  readonly bytes: number;
  readonly durable: boolean;
  /** From the first caller's call until the writing began. */
  readonly waitedMs: number;
  /** The writing, and the sync. */
  readonly tookMs: number;
  /** Sequence of the last record written; 0 for none. */
  readonly lastSequence: number;
  /** Why it failed; absent when it did not. */
  readonly error?: unknown;
}

/** Where reports go: a channel of `node:diagnostics_channel` is one. */
export interface BatchChannel {
  /** Nothing is measured while it is false. */
  readonly hasSubscribers: boolean;
  publish(report: BatchReport): void;
}

/**
 * Node's channel `wal-labs:batch`; `undefined` where there is no Node.
 *
 * @exercise 5.5
 */
export function defaultChannel(): BatchChannel | undefined {
  throw new NotImplementedError("5.5");
}

/**
 * A report as a line of a debug log.
 *
 * @exercise 5.5
 */
export function describeBatch(report: BatchReport): string {
  throw new NotImplementedError("5.5");
}

/** A batch that is over. */
interface Ended {
  readonly batch: readonly Waiting[];
  readonly durable: boolean;
  readonly startedMs: number;
}

/** Counts always, and measures time only while somebody listens. */
export class WriterMetrics {
  constructor(channel: BatchChannel | undefined) {}

  /**
   * A copy.
   *
   * @exercise 5.5
   */
  get total(): Metrics {
    throw new NotImplementedError("5.5");
  }

  /**
   * Milliseconds since any moment; 0 while nobody listens.
   *
   * @exercise 5.5
   */
  now(): number {
    throw new NotImplementedError("5.5");
  }

  /**
   * Counts a batch that was written, and reports it.
   *
   * @exercise 5.5
   */
  wrote({ outcomes, ...ended }: Ended & { readonly outcomes: readonly BatchOutcome[] }): void {
    throw new NotImplementedError("5.5");
  }

  /**
   * Counts a batch that the file system failed, and reports it.
   *
   * @exercise 5.5
   */
  failed({ error, ...ended }: Ended & { readonly error: unknown }): void {
    throw new NotImplementedError("5.5");
  }
}
