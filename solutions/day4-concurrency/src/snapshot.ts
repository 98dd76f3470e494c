import { fromFrame, toFrame, type WalRecord } from "@wal-labs/checksum";
import { encodeFrame, parseFrame, viewOf, WalError } from "@wal-labs/core";

/**
 * Records as bytes: frames one behind the other. They carry no CRC of their own, because the checkpoint
 * that they go into has one over all of them.
 *
 * @exercise 4.6
 */
export function encodeRecords(records: Iterable<WalRecord>): Uint8Array {
  const frames: Uint8Array[] = [];
  for (const record of records) {
    const stamp = { sequence: frames.length + 1, timestampMs: 0, syncedWatermark: 0 };
    frames.push(encodeFrame(toFrame(record, stamp), Number.POSITIVE_INFINITY));
  }
  const bytes = new Uint8Array(frames.reduce((size, frame) => size + frame.length, 0));
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
 * @throws a `WalError` `WAL_CORRUPTED` when the bytes are no such records; `WAL_UNSUPPORTED` when one is
 * of an unknown type.
 * @exercise 4.6
 */
export function* decodeRecords(bytes: Uint8Array): Generator<WalRecord> {
  const view = viewOf(bytes);
  for (let offset = 0; offset < bytes.length; ) {
    const parsed = parseFrame(view, offset, Number.POSITIVE_INFINITY);
    if (parsed.kind !== "frame") {
      throw new WalError("WAL_CORRUPTED", `Byte ${offset} of the snapshot starts no record.`);
    }
    yield fromFrame(parsed.frame).record;
    offset += parsed.size;
  }
}
