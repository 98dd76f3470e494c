import { crc32, RECORD_CODES, type RecordType } from "@wal-labs/checksum";
import {
  encodeFrame,
  encodeSegmentHeader,
  frameSize,
  LAST_OF_BATCH,
  parseSegmentHeader,
  SEAL_TYPE,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  viewOf,
} from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (some: Uint8Array | undefined): string => new TextDecoder().decode(some);

/** Where each test's log lies. */
export const PATH = "/log";
/** Bytes of a frame with a key and a value of one letter each. */
export const FRAME_SIZE = frameSize(1, 1);
/** Where such a frame starts; the first has index 0. */
export const frameAt = (index: number): number => SEGMENT_HEADER_SIZE + index * FRAME_SIZE;

/** A frame to be, in the words of its log. Default a put that is a batch of its own. */
export interface Forged {
  readonly type?: RecordType | "seal";
  readonly key?: string;
  readonly value?: string | Uint8Array;
  /** False for a frame of a batch that goes on. */
  readonly isLast?: boolean;
  readonly transactionId?: number;
  /** Default: everything before its batch was synced. */
  readonly watermark?: number;
  /** Default: the next. */
  readonly sequence?: number;
}

/** A put with a key and a value of one letter, a batch of its own. */
export const put = (letter: string, more: Forged = {}): Forged => ({
  type: "put",
  key: letter,
  value: letter,
  ...more,
});
export const SEAL: Forged = { type: "seal" };

/** The file of a log, made from core's codec and your `crc32` alone. */
export function logOf(records: readonly Forged[], { firstSequence = 1, salt = 7 } = {}) {
  let [next, firstOfBatch] = [firstSequence, firstSequence];
  const frames = records.map((record) => {
    const { sequence = next, watermark = Math.min(sequence, firstOfBatch) - 1 } = record;
    const frame = encode({ ...record, sequence, watermark }, salt);
    if (record.type !== "seal") next += 1;
    if (record.isLast !== false) firstOfBatch = next;
    return frame;
  });
  return joined(headerBytes(firstSequence, salt), ...frames);
}

/** The header that a log's file begins with. */
export function headerOf(log: Uint8Array): SegmentHeader {
  const parsed = parseSegmentHeader(log);
  if (parsed.kind !== "header") throw new Error(`The forged header is ${parsed.kind}.`);
  return parsed.header;
}

/** A disk that has this file on it, durable. */
export function diskWith(log: Uint8Array): SimDisk {
  const disk = new SimDisk();
  disk.writeFile(PATH, log);
  return disk;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The same bytes with the lowest bit of one flipped. */
export function withFlip(log: Uint8Array, offset: number): Uint8Array {
  return log.map((byte, index) => (index === offset ? byte ^ 1 : byte));
}

/** The same bytes with zeros in a range, as where a sector never arrived. */
export function withHole(log: Uint8Array, start: number, end: number): Uint8Array {
  return log.slice().fill(0, start, end);
}

function encode(record: Forged, salt: number): Uint8Array {
  const { type = "put", key = "", value = "", isLast = true, transactionId = 0 } = record;
  const { sequence = 0, watermark: syncedWatermark = 0 } = record;
  const frame = encodeFrame({
    type: type === "seal" ? SEAL_TYPE : RECORD_CODES[type],
    flags: isLast ? LAST_OF_BATCH : 0,
    ...{ transactionId, sequence, timestampMs: 0, syncedWatermark, key: bytes(key) },
    value: typeof value === "string" ? bytes(value) : value,
  });
  return stamped(frame, 0, salt);
}

function headerBytes(firstSequence: number, salt: number): Uint8Array {
  const header = { segmentSizeLimit: 0, segmentNumber: 1, logId: new Uint8Array(16) };
  const encoded = encodeSegmentHeader({ ...header, firstSequence, salt });
  return stamped(encoded, SEGMENT_CRC_OFFSET, 0);
}

function stamped(block: Uint8Array, crcOffset: number, seed: number): Uint8Array {
  viewOf(block).setUint32(crcOffset, crc32(block.subarray(crcOffset + 4), seed), true);
  return block;
}
