import { crc32, RECORD_CODES, type RecordType } from "@wal-labs/checksum";
import {
  encodeFrame,
  encodeSegmentHeader,
  frameSize,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  viewOf,
  WalError,
} from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Where each test's log lies. */
export const DIRECTORY = "/jobs";
/** When each forged record was logged, unless it says otherwise. */
export const NOON = Date.UTC(2026, 0, 1, 12);
/** Bytes of a frame with a key and a value of one letter each, and of a seal. */
export const FRAME_SIZE: number = frameSize(1, 1);
export const SEAL_SIZE: number = frameSize(0, 0);
/** Where such a frame starts; the first has index 0. */
export const frameAt = (index: number): number => SEGMENT_HEADER_SIZE + index * FRAME_SIZE;

/** The name and path of a segment whose number has one digit. */
export const nameOf = (number: number): string => `000000000000000${number}.wal`;
export const pathOf = (number: number): string => `${DIRECTORY}/${nameOf(number)}`;

/** A frame to be. Default a put that is a batch of its own. */
export interface Forged {
  readonly type?: RecordType | "seal";
  readonly key?: string | Uint8Array;
  readonly value?: string | Uint8Array;
  /** False for a frame of a batch that goes on. */
  readonly isLast?: boolean;
  readonly transactionId?: number;
  readonly timestampMs?: number;
}

/** A put with a key and a value of one letter. */
export const put = (letter: string, more: Forged = {}): Forged => ({
  ...{ key: letter, value: letter },
  ...more,
});
export const SEAL: Forged = { type: "seal" };

/** A segment, made from core's codec and your `crc32` alone. All before a frame's batch was synced. */
export function segmentOf(
  records: readonly Forged[],
  { number = 1, firstSequence = 1, salt = 7 } = {},
): Uint8Array {
  let [sequence, watermark] = [firstSequence, firstSequence - 1];
  const frames = records.map((record) => {
    const frame = frameOf(record, sequence, watermark, salt);
    if (record.type !== "seal") sequence += 1;
    if (record.isLast !== false) watermark = sequence - 1;
    return frame;
  });
  const place = { segmentSizeLimit: 0, segmentNumber: number, firstSequence };
  const header = encodeSegmentHeader({ ...place, logId: new Uint8Array(16).fill(1), salt });
  return joined(stamped(header, SEGMENT_CRC_OFFSET, 0), ...frames);
}

/** A disk with these segments in {@link DIRECTORY}, the first one number 1, all durable. */
export function diskWith(...segments: readonly Uint8Array[]): SimDisk {
  const disk = new SimDisk();
  for (const [index, segment] of segments.entries()) disk.writeFile(pathOf(index + 1), segment);
  return disk;
}

/** Records 1 and 2, sealed, then 3 and 4. */
export function twoSegments(): [first: Uint8Array, second: Uint8Array] {
  const second = segmentOf([put("c"), put("d")], { number: 2, firstSequence: 3 });
  return [segmentOf([put("a"), put("b"), SEAL]), second];
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The same bytes with the lowest bit of one flipped. */
export function withFlip(log: Uint8Array, offset: number): Uint8Array {
  return log.map((byte, index) => (index === offset ? byte ^ 1 : byte));
}

/** The code that a call is refused with. What is no `WalError`, such as a blank, is thrown on. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof WalError) return error.code;
    throw error;
  }
  throw new Error("It was not refused.");
}

/** What a tool may ask of a file system. Anything else would write, lock or repair. */
const READING: readonly string[] = ["open r", "read", "stat", "readdir", "close"];

/** What a disk was asked for that is not reading. */
export function writesIn(disk: SimDisk): string[] {
  const calls = disk.log.map(({ operation }) =>
    operation.kind === "open" ? `open ${operation.flags}` : operation.kind,
  );
  return calls.filter((call) => !READING.includes(call));
}

function frameOf(record: Forged, sequence: number, syncedWatermark: number, salt: number) {
  const { type = "put", key = "", value = "", isLast = true } = record;
  const { transactionId = 0, timestampMs = NOON } = record;
  const frame = encodeFrame({
    type: type === "seal" ? SEAL_TYPE : RECORD_CODES[type],
    flags: isLast ? LAST_OF_BATCH : 0,
    ...{ transactionId, sequence, timestampMs, syncedWatermark },
    key: typeof key === "string" ? bytes(key) : key,
    value: typeof value === "string" ? bytes(value) : value,
  });
  return stamped(frame, 0, salt);
}

function stamped(block: Uint8Array, crcOffset: number, seed: number): Uint8Array {
  viewOf(block).setUint32(crcOffset, crc32(block.subarray(crcOffset + 4), seed), true);
  return block;
}
