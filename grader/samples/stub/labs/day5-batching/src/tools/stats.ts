import { NotImplementedError } from "@wal-labs/core";
import type { ToolOptions } from "./log-source.ts";

/** Where the bytes of a log's segments go. All but `total` add up to `total`. */
export interface ByteCounts {
  /** Keys and values. */
  readonly payload: number;
  /** Of segments and frames; a seal is one. */
  readonly headers: number;
  /** Zeros behind values, up to the next multiple of 8. */
  readonly padding: number;
  /** Zeros from the last whole batch of a segment to the end of its file: preallocated space. */
  readonly zeros: number;
  /** What stands behind the last whole batch of a segment and is not all zeros. */
  readonly tail: number;
  readonly total: number;
}

/** A log in numbers. */
export interface Stats {
  readonly segments: number;
  /** Of records in whole batches; seals are no records. */
  readonly records: number;
  /** How many of each type there is. A type that this code does not know counts under its code. */
  readonly recordsByType: { readonly [type: string]: number };
  /** Those with at least one record. */
  readonly batches: number;
  /** 0 for none. */
  readonly firstSequence: number;
  /** 0 for none. */
  readonly lastSequence: number;
  /** The smallest timestamp, and the largest: clocks are set back. `null` where there is none. */
  readonly earliest: string | null;
  readonly latest: string | null;
  readonly bytes: ByteCounts;
  /** Headers and padding for each byte of payload; `null` without payload. */
  readonly overhead: number | null;
  /** Whether the last whole frame of the last segment is a seal. */
  readonly sealed: boolean;
}

/**
 * Counts what a log holds: a log's directory, or one segment's file. Only reads, also beside a
 * writer. Takes the memory of a chunk. Counts each segment as far as its batches are whole, and
 * judges nothing: `bytes.tail` says that there is more, and `validate` what it is.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when a file is no segment or of a newer version, or a
 * directory has no segment; `WAL_IO` when there is nothing at `path`, or it cannot be read.
 * @exercise 5.8
 */
export async function stats(path: string, options: ToolOptions = {}): Promise<Stats> {
  throw new NotImplementedError("5.8");
}
