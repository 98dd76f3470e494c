import { fromFrame, toFrame, type WalRecord } from "@wal-labs/checksum";
import {
  encodeFrameInto,
  FrameCursor,
  frameSize,
  LAST_OF_BATCH,
  viewOf,
  WalError,
} from "@wal-labs/core";

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** Records as bytes: frames one behind the other, numbered from 1. */
export function encodeRecords(records: Iterable<WalRecord>): Uint8Array {
  const frames = Array.from(records, (record, index) =>
    toFrame(record, { sequence: index + 1, timestampMs: 0, syncedWatermark: 0 }),
  );
  const sizes = frames.map(({ key, value }) => frameSize(key.length, value.length));
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  const target = { bytes, view: viewOf(bytes) };
  let end = 0;
  for (const frame of frames) end += encodeFrameInto(target, end, frame, NO_LIMIT);
  return bytes;
}

/**
 * The records that {@link encodeRecords} was given. They own their bytes.
 *
 * @throws a `WalError` `WAL_CORRUPTED` when the bytes are no such records.
 */
export function* decodeRecords(bytes: Uint8Array): Generator<WalRecord> {
  const cursor = new FrameCursor(viewOf(bytes), NO_LIMIT);
  let offset = 0;
  for (let sequence = 1; offset < bytes.length; sequence++) {
    const found = cursor.moveTo(offset);
    if (found !== "frame") throw damaged(offset, found);
    if (!isAsEncoded(cursor, sequence)) throw damaged(offset, "fields that are never written");
    offset += cursor.size;
    yield recordAt(cursor);
  }
}

function isAsEncoded(cursor: FrameCursor, sequence: number): boolean {
  const { crc, timestampMs, syncedWatermark, flags } = cursor;
  const isBlank = crc === 0 && timestampMs === 0 && syncedWatermark === 0;
  return isBlank && flags === LAST_OF_BATCH && cursor.sequence === sequence;
}

function recordAt(cursor: FrameCursor): WalRecord {
  try {
    return fromFrame(cursor.frame()).record;
  } catch (cause) {
    throw damaged(cursor.offset, "no record", cause);
  }
}

function damaged(offset: number, what: string, cause?: unknown): WalError {
  const message = `Not a snapshot's record at byte ${offset}: ${what}.`;
  return new WalError("WAL_CORRUPTED", message, { cause });
}
