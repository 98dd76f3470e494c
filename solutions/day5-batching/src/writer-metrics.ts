import { WalError } from "@wal-labs/core";
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
  const module = globalThis.process?.getBuiltinModule?.("node:diagnostics_channel");
  return module?.channel("wal-labs:batch");
}

/**
 * A report as a line of a debug log.
 *
 * @exercise 5.5
 */
export function describeBatch(report: BatchReport): string {
  const { callers, records, bytes, durable, waitedMs, tookMs, lastSequence, error } = report;
  const what = `${records} records of ${callers} callers, ${bytes} bytes, up to ${lastSequence}`;
  const times = `waited ${waitedMs.toFixed(2)} ms, took ${tookMs.toFixed(2)} ms`;
  const how = durable ? "durable" : "written";
  return error === undefined ? `${how}: ${what}; ${times}` : `failed: ${what}; ${times}; ${error}`;
}

/** A batch that is over. */
interface Ended {
  readonly batch: readonly Waiting[];
  readonly durable: boolean;
  readonly startedMs: number;
}

/** Counts always, and measures time only while somebody listens. */
export class WriterMetrics {
  readonly #channel: BatchChannel | undefined;
  #total = { records: 0, batches: 0, syncs: 0, bytes: 0, failures: 0 };

  constructor(channel: BatchChannel | undefined) {
    this.#channel = channel;
  }

  /**
   * A copy.
   *
   * @exercise 5.5
   */
  get total(): Metrics {
    return { ...this.#total };
  }

  /**
   * Milliseconds since any moment; 0 while nobody listens.
   *
   * @exercise 5.5
   */
  now(): number {
    return this.#channel?.hasSubscribers ? performance.now() : 0;
  }

  /**
   * Counts a batch that was written, and reports it.
   *
   * @exercise 5.5
   */
  wrote({ outcomes, ...ended }: Ended & { readonly outcomes: readonly BatchOutcome[] }): void {
    let [records, bytes, lastSequence] = [0, 0, 0];
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") continue;
      for (const { sequence, size } of outcome.value) {
        records += 1;
        bytes += size;
        lastSequence = sequence;
      }
    }
    this.#total.records += records;
    this.#total.bytes += bytes;
    this.#total.batches += records > 0 ? 1 : 0;
    this.#total.syncs += ended.durable ? 1 : 0;
    this.#publish(ended, { records, bytes, lastSequence });
  }

  /**
   * Counts a batch that the file system failed, and reports it.
   *
   * @exercise 5.5
   */
  failed({ error, ...ended }: Ended & { readonly error: unknown }): void {
    // Who is refused because of an earlier failure is no second one.
    if (error instanceof WalError && error.code === "WAL_IO") this.#total.failures += 1;
    this.#publish(ended, { records: 0, bytes: 0, lastSequence: 0, error });
  }

  #publish(
    { batch, durable, startedMs }: Ended,
    facts: Pick<BatchReport, "records" | "bytes" | "lastSequence" | "error">,
  ): void {
    if (!this.#channel?.hasSubscribers) return;
    const waitedMs = startedMs - (batch[0]?.sinceMs ?? startedMs);
    const tookMs = this.now() - startedMs;
    try {
      this.#channel.publish({ callers: batch.length, durable, waitedMs, tookMs, ...facts });
    } catch {
      // A listener's failure is not the log's.
    }
  }
}
