import { fromFrame, toFrame, type WalRecord } from "@wal-labs/checksum";
import { encodeFrame, parseFrame, viewOf, WalError } from "@wal-labs/core";

/** Records as bytes: frames one behind the other. */
export function encodeRecords(records: Iterable<WalRecord>): Uint8Array {
  const frames = [...records].map((record, index) => {
    const stamp = { sequence: index + 1, timestampMs: 0, syncedWatermark: 0 };
    return encodeFrame(toFrame(record, stamp), Number.MAX_SAFE_INTEGER);
  });
  const all = new Uint8Array(frames.reduce((size, { length }) => size + length, 0));
  frames.reduce((offset, frame) => {
    all.set(frame, offset);
    return offset + frame.length;
  }, 0);
  return all;
}

/**
 * The records that {@link encodeRecords} was given. They own their bytes.
 *
 * @throws a `WalError` `WAL_CORRUPTED` when the bytes are no such records.
 */
export function* decodeRecords(bytes: Uint8Array): Generator<WalRecord> {
  let records: WalRecord[];
  try {
    records = readAll(bytes);
  } catch (cause) {
    throw new WalError("WAL_CORRUPTED", "These bytes are no records.", { cause });
  }
  // What is not, byte for byte, as we would write it was not written by us.
  const again = encodeRecords(records);
  if (!again.every((byte, index) => byte === bytes[index])) {
    throw new WalError("WAL_CORRUPTED", "These bytes are not as records are encoded.");
  }
  yield* records;
}

function readAll(bytes: Uint8Array): WalRecord[] {
  const records: WalRecord[] = [];
  const view = viewOf(bytes);
  for (let offset = 0; offset < bytes.length; ) {
    const parsed = parseFrame(view, offset, Number.MAX_SAFE_INTEGER);
    if (parsed.kind !== "frame") throw new Error(`A frame at byte ${offset} is ${parsed.kind}.`);
    records.push(fromFrame(parsed.frame).record);
    offset += parsed.size;
  }
  return records;
}
