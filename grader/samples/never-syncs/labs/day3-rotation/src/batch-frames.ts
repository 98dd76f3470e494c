import { toFrame, type WalRecord } from "@wal-labs/checksum";
import { type Frame, frameSize, SEGMENT_HEADER_SIZE, WalError } from "@wal-labs/core";
import { SEAL_SIZE } from "./segment-file.ts";

/**
 * The frames of a batch whose first record is `next`. The last one says that the batch ends there.
 *
 * @throws a `WalError` `WAL_INVALID_ARGUMENT` or `WAL_TOO_LARGE` when a record cannot be logged, or
 * all of them do not fit in one segment.
 */
export function framesOf(
  records: readonly WalRecord[],
  next: number,
  syncedWatermark: number,
  limits: { readonly maxRecordSize: number; readonly segmentSize: number },
): Frame[] {
  const now = { timestampMs: Date.now(), syncedWatermark };
  const frames = records.map((record, index) => {
    const frame = toFrame(record, { sequence: next + index, ...now });
    assertFits("A record", frame.key.length + frame.value.length, limits.maxRecordSize);
    return index === records.length - 1 ? frame : { ...frame, flags: 0 };
  });
  assertFits("A batch", sizeOf(frames), limits.segmentSize - SEGMENT_HEADER_SIZE - SEAL_SIZE);
  return frames;
}

/** Bytes that frames take, padding included. */
export function sizeOf(frames: readonly Frame[]): number {
  return frames.reduce((size, { key, value }) => size + frameSize(key.length, value.length), 0);
}

function assertFits(what: string, size: number, limit: number): void {
  if (size <= limit) return;
  throw new WalError("WAL_TOO_LARGE", `${what} of ${size} bytes is over the limit of ${limit}.`);
}
