import type { ConcurrentLogOptions } from "@wal-labs/concurrency";
import { WalError } from "@wal-labs/core";
import { type BatchChannel, defaultChannel } from "./writer-metrics.ts";

/** How to open a `GroupCommitLog`: as a `ConcurrentLog`, and within these limits. */
export type GroupCommitOptions = ConcurrentLogOptions & {
  /** Records written at once, at most. Default 4,096. */
  readonly maxBatchRecords?: number;
  /** Bytes written at once, at most; a larger batch is written alone. Default 1 MiB. */
  readonly maxBatchBytes?: number;
  /**
   * How long a batch that is not full waits for company once the disk is free, in milliseconds. Default
   * 0: not at all.
   */
  readonly maxDelayMs?: number;
  /** While so many bytes wait, or more, an append is refused. Default 64 MiB. */
  readonly maxQueueBytes?: number;
  /** Who is told of each batch: Node's channel `wal-labs:batch` unless told otherwise. */
  readonly channel?: BatchChannel | undefined;
};

/** {@link GroupCommitOptions} with nothing left open. */
export type AllOptions = GroupCommitOptions & {
  readonly sync: "always" | "manual";
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
  readonly maxDelayMs: number;
  readonly maxQueueBytes: number;
};

const DEFAULTS = {
  sync: "always",
  maxBatchRecords: 4096,
  maxBatchBytes: 1024 * 1024,
  maxDelayMs: 0,
  maxQueueBytes: 64 * 1024 * 1024,
  durableWrites: true,
} as const;

/**
 * Fills in what was not said.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` when a limit is no positive number, or a delay negative.
 */
export function withDefaults(options: GroupCommitOptions): AllOptions {
  const all = { ...DEFAULTS, channel: defaultChannel(), ...options };
  const { maxBatchRecords, maxBatchBytes, maxQueueBytes, maxDelayMs } = all;
  for (const limit of [maxBatchRecords, maxBatchBytes, maxQueueBytes]) {
    if (!(limit > 0)) throw new WalError("WAL_INVALID_ARGUMENT", `${limit} is no limit.`);
  }
  if (maxDelayMs >= 0) return all;
  throw new WalError("WAL_INVALID_ARGUMENT", `${maxDelayMs} ms is no delay.`);
}
