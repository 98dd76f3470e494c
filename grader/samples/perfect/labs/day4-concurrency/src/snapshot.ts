import { fromFrame, toFrame, type WalRecord } from "@wal-labs/checksum";
import { encodeFrame, type Frame, parseFrame, viewOf, WalError } from "@wal-labs/core";

/**
 * Records as bytes: frames one behind the other. They carry no CRC of their own, because the checkpoint
 * that they go into has one over all of them.
 *
 * @exercise 4.6
 */
export function encodeRecords(records: Iterable<WalRecord>): Uint8Array {
  const frames: Uint8Array[] = [];
  let size = 0;
  for (const record of records) {
    const stamp = { sequence: frames.length + 1, timestampMs: 0, syncedWatermark: 0 };
    const frame = encodeFrame(toFrame(record, stamp), Number.POSITIVE_INFINITY);
    frames.push(frame);
    size += frame.length;
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const frame of frames) {
    bytes.set(frame, offset);
    offset += frame.length;
  }
  return bytes;
}

/**
 * The records that {@link encodeRecords} was given. They own their bytes.
 *
 * @throws a `WalError` `WAL_CORRUPTED` when the bytes are no such records.
 * @exercise 4.6
 */
export function* decodeRecords(bytes: Uint8Array): Generator<WalRecord> {
  const view = viewOf(bytes);
  let sequence = 1;
  for (let offset = 0; offset < bytes.length; sequence++) {
    const parsed = parseFrame(view, offset, Number.POSITIVE_INFINITY);
    if (parsed.kind !== "frame" || parsed.frame.sequence !== sequence) throw noRecord(sequence);
    offset += parsed.size;
    yield recordIn(parsed.frame);
  }
}

function recordIn(frame: Frame): WalRecord {
  try {
    return fromFrame(frame).record;
  } catch (cause) {
    throw noRecord(frame.sequence, cause);
  }
}

function noRecord(sequence: number, cause?: unknown): WalError {
  return new WalError("WAL_CORRUPTED", `Record ${sequence} of a snapshot is none.`, { cause });
}
