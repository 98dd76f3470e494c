import type { Entry } from "@wal-labs/checksum";
import { DEFAULT_MAX_RECORD_SIZE, nodeFs, SEGMENT_HEADER_SIZE, WalError } from "@wal-labs/core";
import type { SegmentOptions } from "./open-segments.ts";
import { SEAL_SIZE } from "./segment-file.ts";

/** How to open a `SegmentedLog`. */
export interface SegmentedLogOptions extends Partial<SegmentOptions> {
  /** `always`: an append is durable when it resolves. `manual`: it is durable after the next sync. */
  readonly sync?: "always" | "manual";
  /** A directory, which must exist: segments are kept there as gzip before they are removed. */
  readonly archive?: string | undefined;
}

/** Where a record lies. Stays true as long as its segment exists. */
export interface SegmentPosition {
  /** The name of the segment's file. */
  readonly segment: string;
  readonly sequence: number;
  /** Where its frame starts, in bytes from the start of the segment. */
  readonly offset: number;
  /** Bytes its frame takes, padding included. */
  readonly size: number;
}

/** What became of one batch: where each of its records lies, or why none of them was logged. */
export type BatchOutcome = PromiseSettledResult<readonly SegmentPosition[]>;

/** Takes one record, as day 2's `Handler` does. */
export type SegmentHandler = (entry: Entry, position: SegmentPosition) => void | Promise<void>;

/** {@link SegmentedLogOptions} with nothing left open. */
export type AllOptions = SegmentOptions &
  Required<Pick<SegmentedLogOptions, "sync">> &
  SegmentedLogOptions;

/** A size is 32 bits in a segment header. */
const MAX_SEGMENT_SIZE = 2 ** 32 - 1;
const DEFAULTS: AllOptions = {
  fs: nodeFs,
  segmentSize: 64 * 1024 * 1024,
  preallocate: false,
  maxRecordSize: DEFAULT_MAX_RECORD_SIZE,
  policy: "tolerate-tail",
  sync: "always",
};

/**
 * Fills in what was not said.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` when not even an empty record fits in a segment, or its
 * size does not fit in a header.
 */
export function withDefaults(options: SegmentedLogOptions): AllOptions {
  const all = { ...DEFAULTS, ...options };
  const { segmentSize: size } = all;
  const smallest = SEGMENT_HEADER_SIZE + 2 * SEAL_SIZE;
  if (Number.isInteger(size) && size >= smallest && size <= MAX_SEGMENT_SIZE) return all;
  throw new WalError("WAL_INVALID_ARGUMENT", `${size} bytes is no size for a segment.`);
}
