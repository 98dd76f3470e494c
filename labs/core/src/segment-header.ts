/**
 * A segment starts with 64 bytes that say whose it is. All integers are little-endian.
 *
 * ```text
 * offset size field
 *      0    4 magic               "PWAL"
 *      4    4 crc                 CRC-32, seeded with 0, over bytes [8, 64)
 *      8    2 version             1
 *     10    2 header size         64
 *     12    4 segment size limit  bytes; 0 for no limit
 *     16    8 segment number      counts from 1
 *     24    8 first sequence      of the first record in it
 *     32   16 log id              random, the same in all segments of a log
 *     48    4 salt                random, seeds the CRC of each frame in this segment
 *     52   12 reserved            zero
 * ```
 *
 * The magic comes first, and outside the CRC, so that a file that is not a segment is called foreign
 * and not damaged. First sequence doubles as a watermark: a segment is begun only once everything
 * before it is durable (O3).
 *
 * @module
 */
import { isZero, readUint64, viewOf, writeUint64 } from "./bytes.ts";

/** Bytes of a segment header. The first frame starts here. */
export const SEGMENT_HEADER_SIZE = 64;
/** Where a segment header's CRC lies. It covers everything after it. */
export const SEGMENT_CRC_OFFSET = 4;
/** The only format version there is so far. */
export const FORMAT_VERSION = 1;

const MAGIC = 0x4c41_5750; // "PWAL", read as a little-endian u32
const MAGIC_SIZE = 4;
const LOG_ID_SIZE = 16;

/** Who a segment is. */
export interface SegmentHeader {
  /** Bytes this segment may grow to; 0 for no limit. A 32-bit unsigned integer. */
  readonly segmentSizeLimit: number;
  /** Counts from 1 and never repeats within a log. */
  readonly segmentNumber: number;
  /** The sequence of the first record in it. Everything below was durable before it was begun. */
  readonly firstSequence: number;
  /** 16 random bytes, the same in each segment of a log. */
  readonly logId: Uint8Array;
  /** Seeds the CRC of each frame, so that bytes of an earlier life never verify. */
  readonly salt: number;
}

/** What 64 bytes turned out to be. The CRC is not looked at: that is the caller's part. */
export type ParsedSegmentHeader =
  | { readonly kind: "header"; readonly header: SegmentHeader }
  | { readonly kind: "incomplete"; readonly needed: number }
  | { readonly kind: "foreign" }
  | { readonly kind: "unsupported"; readonly version: number }
  | { readonly kind: "invalid"; readonly flaw: SegmentHeaderFlaw };

/** The rule of the format that a segment header breaks. */
export type SegmentHeaderFlaw = "header-size" | "no-count" | "reserved-not-zero";

/**
 * Lays a segment header out in 64 new bytes. Its CRC is left zero for the caller to fill in.
 *
 * @throws a `RangeError` when a number or the log id does not fit its field.
 */
export function encodeSegmentHeader(header: SegmentHeader): Uint8Array {
  assertFits(header);
  const bytes = new Uint8Array(SEGMENT_HEADER_SIZE);
  const view = viewOf(bytes);
  view.setUint32(0, MAGIC, true);
  view.setUint16(8, FORMAT_VERSION, true);
  view.setUint16(10, SEGMENT_HEADER_SIZE, true);
  view.setUint32(12, header.segmentSizeLimit, true);
  writeUint64(view, 16, header.segmentNumber);
  writeUint64(view, 24, header.firstSequence);
  bytes.set(header.logId, 32);
  view.setUint32(48, header.salt, true);
  return bytes;
}

/** Tells what `bytes` start with. Never throws, whatever they are. The log id is a copy. */
export function parseSegmentHeader(bytes: Uint8Array): ParsedSegmentHeader {
  const view = viewOf(bytes);
  if (bytes.length >= MAGIC_SIZE && view.getUint32(0, true) !== MAGIC) return { kind: "foreign" };
  if (bytes.length < SEGMENT_HEADER_SIZE) {
    return { kind: "incomplete", needed: SEGMENT_HEADER_SIZE };
  }
  const version = view.getUint16(8, true);
  if (version !== FORMAT_VERSION) return { kind: "unsupported", version };
  if (view.getUint16(10, true) !== SEGMENT_HEADER_SIZE) {
    return { kind: "invalid", flaw: "header-size" };
  }
  if (!isZero(view, 52, SEGMENT_HEADER_SIZE)) return { kind: "invalid", flaw: "reserved-not-zero" };
  const header: SegmentHeader = {
    segmentSizeLimit: view.getUint32(12, true),
    segmentNumber: readUint64(view, 16),
    firstSequence: readUint64(view, 24),
    logId: bytes.slice(32, 32 + LOG_ID_SIZE),
    salt: view.getUint32(48, true),
  };
  const counts = isCount(header.segmentNumber) && isCount(header.firstSequence);
  return counts ? { kind: "header", header } : { kind: "invalid", flaw: "no-count" };
}

function assertFits(header: SegmentHeader): void {
  const { segmentSizeLimit, segmentNumber, firstSequence, logId, salt } = header;
  if (segmentSizeLimit >>> 0 !== segmentSizeLimit)
    throw new RangeError("segment size limit: 32 bits");
  if (salt >>> 0 !== salt) throw new RangeError("salt: an unsigned 32-bit integer");
  if (logId.length !== LOG_ID_SIZE) throw new RangeError(`log id: ${LOG_ID_SIZE} bytes`);
  for (const count of [segmentNumber, firstSequence]) {
    if (!isCount(count)) throw new RangeError("counts start at 1");
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
