import type { Stamp, WalRecord } from "@wal-labs/checksum";
import { type Frame, frameSize, NotImplementedError } from "@wal-labs/core";

/**
 * The frames of a batch whose first record has the given stamp. The last one says that the batch ends
 * there.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` or `WAL_TOO_LARGE` when a record cannot be logged, or
 * all of them do not fit in one segment.
 * @exercise 3.10
 */
export function framesOf(
  records: readonly WalRecord[],
  first: Stamp,
  limits: { readonly maxRecordSize: number; readonly segmentSize: number },
): Frame[] {
  throw new NotImplementedError("3.10");
}

/** Bytes that frames take, padding included. */
export function sizeOf(frames: readonly Frame[]): number {
  return frames.reduce((size, { key, value }) => size + frameSize(key.length, value.length), 0);
}
