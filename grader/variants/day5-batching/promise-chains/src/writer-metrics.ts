import type { BatchOutcome } from "@wal-labs/rotation";
import type { Waiting } from "./waiting-room.ts";

/** What a writer has done since its log was opened. */
export interface Metrics {
  /** Records that were written. */
  readonly records: number;
  /** Times that callers were written together. */
  readonly batches: number;
  /** Batches that were made durable. */
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
  const { process } = globalThis;
  if (typeof process?.getBuiltinModule !== "function") return undefined;
  return process.getBuiltinModule("node:diagnostics_channel").channel("wal-labs:batch");
}

/**
 * A report as a line of a debug log.
 *
 * @exercise 5.5
 */
export function describeBatch(report: BatchReport): string {
  const { callers, records, bytes, lastSequence } = report;
  const [waited, took] = [report.waitedMs, report.tookMs].map((time) => time.toFixed(2));
  let word = report.durable ? "durable" : "written";
  let end = "";
  if (report.error !== undefined) [word, end] = ["failed", `; ${report.error}`];
  const batch = `${records} records of ${callers} callers, ${bytes} bytes, up to ${lastSequence}`;
  return `${word}: ${batch}; waited ${waited} ms, took ${took} ms${end}`;
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
  #records = 0;
  #batches = 0;
  #syncs = 0;
  #bytes = 0;
  #failures = 0;

  constructor(channel: BatchChannel | undefined) {
    this.#channel = channel;
  }

  /**
   * A copy.
   *
   * @exercise 5.5
   */
  get total(): Metrics {
    return {
      records: this.#records,
      batches: this.#batches,
      syncs: this.#syncs,
      bytes: this.#bytes,
      failures: this.#failures,
    };
  }

  /**
   * Milliseconds since any moment; 0 while nobody listens.
   *
   * @exercise 5.5
   */
  now(): number {
    if (!this.#channel?.hasSubscribers) return 0;
    return performance.now();
  }

  /**
   * Counts a batch that was written, and reports it.
   *
   * @exercise 5.5
   */
  wrote({ outcomes, ...ended }: Ended & { readonly outcomes: readonly BatchOutcome[] }): void {
    const written = outcomes
      .filter((outcome) => outcome.status === "fulfilled")
      .flatMap(({ value }) => value);
    const last = written.at(-1);
    // Whoever only waits writes nothing.
    if (!last) return;
    const bytes = written.map(({ size }) => size).reduce((one, other) => one + other);
    this.#records += written.length;
    this.#batches += 1;
    this.#bytes += bytes;
    this.#syncs += ended.durable ? 1 : 0;
    this.#tell(ended, { records: written.length, bytes, lastSequence: last.sequence });
  }

  /**
   * Counts a batch that the file system failed, and reports it.
   *
   * @exercise 5.5
   */
  failed({ error, ...ended }: Ended & { readonly error: unknown }): void {
    this.#failures += 1;
    this.#tell(ended, { records: 0, bytes: 0, lastSequence: 0, error });
  }

  #tell(
    { batch, durable, startedMs }: Ended,
    more: Omit<BatchReport, "callers" | "durable" | "waitedMs" | "tookMs">,
  ): void {
    if (!this.#channel?.hasSubscribers) return;
    const since = batch.map(({ sinceMs }) => sinceMs).find((ms) => ms > 0) ?? startedMs;
    const times = {
      waitedMs: Math.max(0, startedMs - since),
      tookMs: startedMs === 0 ? 0 : this.now() - startedMs,
    };
    try {
      this.#channel.publish({ callers: batch.length, durable, ...times, ...more });
    } catch {
      return; // It is the listener's own.
    }
  }
}
