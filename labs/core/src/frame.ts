/**
 * A frame is a record as it lies on disk. All integers are little-endian; frames start at multiples
 * of 8 bytes.
 *
 * ```text
 * offset size field
 *      0    4 crc               CRC-32, seeded with the segment's salt, over everything after it
 *      4    1 type              0 is invalid, 127 is a seal, the rest are record types
 *      5    1 flags             bit 0: last of its batch; the others are zero
 *      6    2 reserved          zero
 *      8    4 key size          bytes
 *     12    4 value size        bytes
 *     16    8 sequence          one more than the record before; a seal has the next record's
 *     24    8 timestamp         milliseconds since 1970, UTC
 *     32    8 transaction id    0 for none
 *     40    8 synced watermark  the last sequence known durable when this frame was written
 *     48    k key
 *   48+k    v value
 *            padding            zero, up to the next multiple of 8; covered by the CRC too
 * ```
 *
 * Type 0 is invalid so that zero fill is never a record. Sizes lie inside the CRC so that a damaged
 * size cannot pick its own end. The watermark is always below the sequence: a frame cannot be known
 * durable before it is written.
 *
 * @module
 */
import { viewOf, writeUint64 } from "./bytes.ts";
import { WalError } from "./errors.ts";

/** Bytes of a frame before its key. */
export const FRAME_HEADER_SIZE = 48;
/** Where a frame's CRC lies. It covers everything after it. */
export const FRAME_CRC_OFFSET = 0;
/** The type of the frame that ends a segment or a clean shutdown. It carries no record. */
export const SEAL_TYPE = 127;
/** The flag of the last frame of a batch. A frame appended alone is a batch of one. */
export const LAST_OF_BATCH = 1;
/** Key and value together, in bytes, unless a log sets its own limit. */
export const DEFAULT_MAX_RECORD_SIZE = 16 * 1024 * 1024;

const ALIGNMENT = 8;

/** The fields of a frame but its CRC. */
export interface Frame {
  /** 1 to 255. */
  readonly type: number;
  /** {@link LAST_OF_BATCH} or 0. */
  readonly flags: number;
  /** 0 for none. */
  readonly transactionId: number;
  readonly sequence: number;
  readonly timestampMs: number;
  /** The last sequence known durable when this frame was written; below {@link sequence}. */
  readonly syncedWatermark: number;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** What the bytes at an offset turned out to be. The CRC is not looked at: the caller verifies it. */
export type ParsedFrame =
  | { readonly kind: "frame"; readonly frame: Frame; readonly size: number }
  /** The bytes end before the frame does; `needed` bytes from its start would be enough to go on. */
  | { readonly kind: "incomplete"; readonly needed: number }
  | { readonly kind: "invalid"; readonly flaw: FrameFlaw };

/** The rule of the format that a frame breaks. */
export type FrameFlaw =
  | "type-zero"
  | "unknown-flags"
  | "reserved-not-zero"
  | "too-large"
  | "unsafe-integer"
  | "watermark-ahead"
  | "padding-not-zero";

/** Bytes that a frame with a key and a value of these sizes takes on disk, padding included. */
export function frameSize(keySize: number, valueSize: number): number {
  return Math.ceil((FRAME_HEADER_SIZE + keySize + valueSize) / ALIGNMENT) * ALIGNMENT;
}

/**
 * Lays a frame out in new bytes. Its CRC is left zero for the caller to fill in.
 *
 * @throws as {@link encodeFrameInto}, before anything is allocated.
 */
export function encodeFrame(frame: Frame, maxRecordSize = DEFAULT_MAX_RECORD_SIZE): Uint8Array {
  assertFits(frame, maxRecordSize);
  const bytes = new Uint8Array(frameSize(frame.key.length, frame.value.length));
  layOut(frame, viewOf(bytes), bytes, 0);
  return bytes;
}

/**
 * Lays a frame out at `offset` of `bytes`, which has room for it, and gives the bytes it takes. Its
 * CRC is left zero for the caller to fill in. `view` is one of all of `bytes`, made once for many frames.
 *
 * @throws a {@link WalError} `WAL_TOO_LARGE` when key and value exceed `maxRecordSize`;
 * `WAL_INVALID_ARGUMENT` when a field does not fit the format. Nothing is written then.
 */
export function encodeFrameInto(
  { bytes, view }: { readonly bytes: Uint8Array; readonly view: DataView },
  offset: number,
  frame: Frame,
  maxRecordSize: number = DEFAULT_MAX_RECORD_SIZE,
): number {
  assertFits(frame, maxRecordSize);
  const size = frameSize(frame.key.length, frame.value.length);
  // The buffer may have been used before: what is not written below must be zero.
  view.setUint32(offset + FRAME_CRC_OFFSET, 0);
  view.setUint16(offset + 6, 0);
  bytes.fill(0, offset + FRAME_HEADER_SIZE + frame.key.length + frame.value.length, offset + size);
  layOut(frame, view, bytes, offset);
  return size;
}

function layOut(frame: Frame, view: DataView, bytes: Uint8Array, offset: number): void {
  view.setUint8(offset + 4, frame.type);
  view.setUint8(offset + 5, frame.flags);
  view.setUint32(offset + 8, frame.key.length, true);
  view.setUint32(offset + 12, frame.value.length, true);
  writeUint64(view, offset + 16, frame.sequence);
  writeUint64(view, offset + 24, frame.timestampMs);
  writeUint64(view, offset + 32, frame.transactionId);
  writeUint64(view, offset + 40, frame.syncedWatermark);
  bytes.set(frame.key, offset + FRAME_HEADER_SIZE);
  bytes.set(frame.value, offset + FRAME_HEADER_SIZE + frame.key.length);
}

function assertFits(frame: Frame, maxRecordSize: number): void {
  const recordSize = frame.key.length + frame.value.length;
  if (recordSize > maxRecordSize) {
    const message = `Record of ${recordSize} bytes is over the limit of ${maxRecordSize}.`;
    throw new WalError("WAL_TOO_LARGE", message);
  }
  const { type, flags, sequence, timestampMs, transactionId, syncedWatermark } = frame;
  const numbersFit =
    isCount(sequence) && isCount(timestampMs) && isCount(transactionId) && isCount(syncedWatermark);
  const typeFits = Number.isInteger(type) && type >= 1 && type <= 255;
  const flagsFit = (flags & ~LAST_OF_BATCH) === 0;
  if (numbersFit && typeFits && flagsFit && syncedWatermark < sequence) return;
  const { key: _key, value: _value, ...fields } = frame;
  throw new WalError("WAL_INVALID_ARGUMENT", `Not a frame: ${JSON.stringify(fields)}.`);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
