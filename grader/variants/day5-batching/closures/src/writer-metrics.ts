import type { BatchOutcome } from "@wal-labs/rotation";
import type { Caller } from "./writer/queue.ts";

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
  // Not an import: a browser has no such module.
  return globalThis.process?.getBuiltinModule?.("node:diagnostics_channel")?.channel(NAME);
}

/**
 * A report as a line of a debug log.
 *
 * @exercise 5.5
 */
export function describeBatch(report: BatchReport): string {
  const ms = (time: number): string => `${time.toFixed(2)} ms`;
  const isFailed = report.error !== undefined;
  return [
    isFailed ? "failed: " : report.durable ? "durable: " : "written: ",
    `${report.records} records of ${report.callers} callers, ${report.bytes} bytes, `,
    `up to ${report.lastSequence}; waited ${ms(report.waitedMs)}, took ${ms(report.tookMs)}`,
    isFailed ? `; ${report.error}` : "",
  ].join("");
}

const NAME = "wal-labs:batch";

/** A batch that is over. */
export interface Ended {
  readonly callers: readonly Caller[];
  readonly durable: boolean;
  /** 0 when nobody listened then. */
  readonly startedMs: number;
}

export interface Meter {
  /** A copy. */
  readonly total: () => Metrics;
  /** Milliseconds since any moment; 0 while nobody listens. */
  readonly now: () => number;
  readonly wrote: (ended: Ended, outcomes: readonly BatchOutcome[]) => void;
  readonly failed: (ended: Ended, error: unknown) => void;
}

/** Counts always, and measures time only while somebody listens. */
export function createMeter(channel: BatchChannel | undefined): Meter {
  let total: Metrics = { records: 0, batches: 0, syncs: 0, bytes: 0, failures: 0 };

  const now = (): number => (channel?.hasSubscribers ? performance.now() : 0);

  const publish = (
    { callers, durable, startedMs }: Ended,
    rest: Omit<BatchReport, "callers" | "durable" | "waitedMs" | "tookMs">,
  ): void => {
    if (!channel?.hasSubscribers) return;
    // Of what began before anybody listened, nobody took the time.
    const between = (fromMs: number, toMs: number): number => (fromMs > 0 ? toMs - fromMs : 0);
    const waitedMs = between(callers[0]?.sinceMs ?? 0, startedMs);
    const tookMs = between(startedMs, now());
    try {
      channel.publish({ callers: callers.length, durable, waitedMs, tookMs, ...rest });
    } catch {
      // Whoever listens must not be able to hurt whoever writes.
    }
  };

  return {
    total: () => ({ ...total }),
    now,
    wrote: (ended, outcomes) => {
      let [records, bytes, lastSequence] = [0, 0, 0];
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") continue;
        for (const { size, sequence } of outcome.value) {
          records += 1;
          bytes += size;
          lastSequence = sequence;
        }
      }
      // A flush or a sync by itself has written nothing together with anybody.
      if (records === 0) return;
      total = {
        records: total.records + records,
        batches: total.batches + 1,
        syncs: total.syncs + (ended.durable ? 1 : 0),
        bytes: total.bytes + bytes,
        failures: total.failures,
      };
      publish(ended, { records, bytes, lastSequence });
    },
    failed: (ended, error) => {
      total = { ...total, failures: total.failures + 1 };
      publish(ended, { records: 0, bytes: 0, lastSequence: 0, error });
    },
  };
}
